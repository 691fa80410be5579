"""Acts on the recurring meeting behind the highlighted one: leaves a day out, or ends it."""

from collections.abc import Sequence

from gbdt_console.core.meetings.commands import EndSeries, SkipSeriesDay
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.screens.actions.meetings.meeting_asks import MeantMeeting, MeetingAsks
from gbdt_console.screens.actions.screen_actions import needs
from gbdt_console.screens.dialogs.form import Field
from gbdt_console.ui.meetings.typed import typed_opening
from gbdt_console.ui.view import View


class SeriesActions(MeetingAsks):
    def is_of_series(self, meeting: Registration) -> bool:
        view = self.ready()
        return view is not None and any(one.number == meeting.series for one in view.snapshot.series)

    @needs(MeetingAsks.meant)
    async def choose(self, meant: MeantMeeting) -> None:
        """Ask whether to leave a day out or to end the series."""
        acts = {"skip-day": self.skip_day, "end-series": self.end}
        title = self.title("series", meant.what)
        await self.choose_act(title, list(acts), lambda act: self._dialogs.soon(acts[act]))

    @needs(MeetingAsks.meant)
    async def skip_day(self, meant: MeantMeeting) -> None:
        """Ask for the day, and leave it out."""
        meeting, view, words = meant.meeting, meant.view, self._words

        def wrong(values: Sequence[str]) -> str:
            return "" if _day(meeting, values[0], view) else words("meetings.day-typed")

        def typed(values: tuple[str, ...]) -> None:
            self.give(SkipSeriesDay(meeting.series, _day(meeting, values[0], view)))

        title = self.title("skip-day", meant.what)
        await self._dialogs.fill_in(title, (Field(words("meetings.form.day")),), typed, wrong)

    async def end(self) -> None:
        """End the series after a yes; what is registered stays."""
        meeting = self._cursor.row
        if meeting is not None:
            consequence = self._words("confirm.series-end", number=meeting.series)
            await self.ask(EndSeries(meeting.series), consequence)


def _day(meeting: Registration, text: str, view: View) -> str:
    """Return the typed day as 'YYYY-MM-DD'; empty where it is none."""
    time = meeting.plan.opening.partition("T")[2]
    opening = typed_opening(f"{time} {text}", view.now_utc, meeting.plan.zone) if text else None
    return "" if opening is None else opening.partition("T")[0]
