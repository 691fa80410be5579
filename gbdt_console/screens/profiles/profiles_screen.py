"""Shows conference profiles, applies one, and tells how the conference differs from it."""

from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.frame.commands import LoadShot
from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.pictures import Bus
from gbdt_console.core.profiles.commands import ApplyProfile
from gbdt_console.core.profiles.profile import Profile, profile_of
from gbdt_console.screens.list_screen import ListScreen
from gbdt_console.ui.actions import Rank, of_a_list, of_a_site, of_mcu
from gbdt_console.ui.alarms.rows import AlarmRow
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.profiles.rows import ProfileRow, rows_of
from gbdt_console.ui.view import View
from gbdt_console.widgets.profiles.list import ProfileListView, calls_site, can_repeat


class ProfileScreen(ListScreen[ProfileRow]):
    """Keeps the highlight on its line while others come and go; Enter asks for what the line needs."""

    ACTIONS = (
        of_mcu("profile.apply", "enter", "screen.apply", Rank.TARGET, is_acting=False),
        *of_a_site(),
        *of_a_list("profile"),
    )  # fmt: skip
    LIST = ProfileListView
    no_key_means = (AlarmRow,)
    guide_page = GuideTopic.BEFORE

    def set_up(self) -> None:
        self.cursor = Cursor(lambda row: row.id)
        self._stays_at_top = False

    def show_view(self, view: View) -> None:
        self.cursor.take(rows_of(view.snapshot), self.cursor.at)
        if self._stays_at_top:
            super().move(-len(self.cursor.rows))
        self.query_one(self.LIST).show(view, self.cursor)

    def named(self, row: ProfileRow) -> str:
        return row.profile.name if row.profile is not None else super().named(row)

    def about(self, row: ProfileRow) -> str:
        return row.site_id

    def move(self, step: int) -> None:
        self._stays_at_top = False
        super().move(step)

    async def action_apply(self) -> None:
        """Ask whether to apply the highlighted profile, or to repeat what the highlighted line lacks."""
        row, conference = self.cursor.row, self.commands.in_meeting()
        if row is None or conference is None or self.view is None:
            return
        own, words = self.view.snapshot.profile, self.appearance.words
        if row.profile is not None:
            await self._ask_for(row.profile)
        elif own is not None and calls_site(row):
            command = ApplyProfile(own.profile_id, (row.site_id,))
            await self.commands.ask(command, words("profiles.enter.call"), row.site_id)
        elif own is not None and (shot := self._differing_shot(row)) is not None:
            self.commands.order(shot)
        elif own is not None and can_repeat(row):
            await self.commands.ask(ApplyProfile(own.profile_id), words("profiles.enter.repeat"))
        else:
            self.commands.say("profiles.nothing-to-do")

    async def _ask_for(self, profile: Profile) -> None:
        """Ask whether to apply a whole profile; then what fails is highlighted, as it stands on top.

        That ends when a person moves the highlight.
        """
        command = ApplyProfile(profile.id, is_sure=True)

        def answered(is_sure: bool) -> None:
            if is_sure:
                self._stays_at_top = True
                self.commands.order(command)

        await self.commands.confirm(command, profile.name, self._consequence(profile), answered)

    def _differing_shot(self, row: ProfileRow) -> LoadShot | None:
        """Return the load of the picture that a line misses on air; None for other lines."""
        snapshot = self.view.snapshot if self.view is not None else None
        view = snapshot.profile if snapshot is not None else None
        own = profile_of(snapshot.profiles, view.profile_id) if snapshot is not None and view else None
        bus = row.drift.difference.bus if row.drift is not None else ""
        shot = own.shots.get(Bus(bus)) if own is not None and bus else None
        return None if shot is None else LoadShot(bus, shot.layout, shot.seats)

    def _consequence(self, profile: Profile) -> str:
        """Say what applying a profile does to the running meeting."""
        words, view = self.appearance.words, self.view
        assert view is not None
        conference, own = view.conference, view.snapshot.profile
        rows = conference.rows if conference is not None else ()
        there = {row.site_id for row in rows if row.standing is RosterStatus.CONNECTED}
        absent = sum(one.site_id not in there for one in profile.participants)
        does = [
            code for code, is_on in (("block", profile.is_blocking), ("lock", profile.is_locked)) if is_on
        ]
        more = ", ".join(words(f"confirm.profile.{code}") for code in does or ["none"])
        text = words("confirm.profile-apply" if absent else "confirm.profile-apply-none", n=absent, more=more)
        other = profile_of(view.snapshot.profiles, own.profile_id) if own is not None else None
        is_other = other is not None and other.id != profile.id
        return (words("confirm.profile-other", name=other.name) if is_other and other else "") + text
