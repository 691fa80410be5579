"""Puts a registered meeting of a View into words."""

from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.meetings.rules import LackKind
from gbdt_console.core.profiles.profile import profile_of
from gbdt_console.core.site_view import numbered_names
from gbdt_console.text.meetings.meeting_text import MeetingWords
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.view import View

URGENT = frozenset({LackKind.CLASH, LackKind.DECLINED})
"""What keeps a meeting from taking place as planned."""


class ShownMeetingWords(MeetingWords):
    def __init__(self, look: Appearance, view: View) -> None:
        names = numbered_names(view.snapshot.sites)
        super().__init__(look.words, names, view.snapshot.booking)
        self.look = look
        self._now_utc = view.now_utc
        self._profiles = view.snapshot.profiles

    def profile(self, profile_id: str) -> str:
        """Name the profile as it names itself."""
        found = profile_of(self._profiles, profile_id)
        return super().profile(profile_id) if found is None else found.name

    def countdown(self, meeting: Registration) -> str:
        """Write the time to the opening: 'còn 1:25:00'; since when it is late; empty once it began."""
        if not meeting.is_coming:
            return ""
        left_s = meeting.plan.opening_utc - self._now_utc
        code = "meetings.left" if left_s > 0 else "meetings.late"
        return self.look.words(code, left=self.look.formats.duration(abs(left_s)))
