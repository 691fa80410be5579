"""Acts on a site: duty for a meeting, training, who holds a post, and the care of its room."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial

from gbdt_console.core.commands import Command
from gbdt_console.core.known_names import numbered, people
from gbdt_console.core.meetings.commands import RecordDuty
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.room_cleaning.commands import ConfirmRules, SignCleaning
from gbdt_console.core.site_view import numbered_names
from gbdt_console.core.technicians.commands import NameTechnician, RecordTraining
from gbdt_console.core.technicians.posts import OWN_POSTS, Post
from gbdt_console.screens.actions.screen_actions import ScreenActions, needs
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.screens.dialogs.form import Field
from gbdt_console.text.technicians.technician_text import place_name
from gbdt_console.text.typed_times import parse_past_day
from gbdt_console.ui.room_cleaning.rows import CleaningCursor, CleaningRow

Act = Callable[[str, CleaningRow], Awaitable[None]]


class CleaningActions(ScreenActions):
    name = "cleaning"

    def __init__(self, commands: ScreenCommands, cursor: CleaningCursor) -> None:
        super().__init__(commands)
        self._cursor = cursor

    def name_of(self, site_id: str) -> str:
        view = self._commands.view
        sites = () if view is None else view.snapshot.sites
        return place_name(self._words, numbered_names(sites), site_id)

    def _row(self) -> CleaningRow | None:
        row = self._cursor.row
        return None if row is None or self._commands.is_refused() else row

    @needs(_row)
    async def choose(self, row: CleaningRow) -> None:
        acts = self._acts(row)
        options = [("", self._words(f"care.act.{act}"), act) for act in acts]
        site = self.name_of(row.site_id)

        def chosen(act: str) -> None:
            title = self._dialogs.title(self._words(f"care.act.{act}"), site)
            self._dialogs.soon(acts[act], title, row)

        await self._dialogs.choose(site, options, chosen)

    def _acts(self, row: CleaningRow) -> dict[str, Act]:
        """Return what can be recorded of the site, the duty first, which the day asks most often."""
        acts: dict[str, Act] = {}
        if row.meeting is not None:
            meeting = row.meeting
            acts["duty"] = partial(self._duty, meeting, Post.TECHNICIAN, is_on=True)
            acts["deputy-duty"] = partial(self._duty, meeting, Post.DEPUTY, is_on=True)
            acts["no-duty"] = partial(self._duty, meeting, Post.TECHNICIAN, is_on=False)
        acts |= {
            "train": self._train,
            "name": partial(self._name, is_new=False),
            "replace": partial(self._name, is_new=True),
            "cleaned": partial(self._sign, SignCleaning),
            "rules": partial(self._sign, ConfirmRules),
        }
        if row.meeting is not None:
            acts["carrier-duty"] = partial(self._duty, row.meeting, Post.CARRIER, is_on=True)
        return acts

    async def _duty(
        self, meeting: Registration, post: Post, title: str, row: CleaningRow, *, is_on: bool
    ) -> None:
        """Record an answer; where nobody holds the post, ask who answered."""
        command = RecordDuty(meeting.number, (row.site_id,), post.value, is_on)
        holder = row.technicians.holder(post)
        if holder is not None and holder.shown:
            self._give(command, row)
            return

        def typed(person: str) -> None:
            self._give(RecordDuty(meeting.number, (row.site_id,), post.value, is_on, person=person), row)

        known = self._people(row)
        missing = "technicians.no-person"
        await self._dialogs.ask_text(title, "care.form.person", typed, missing=missing, known=known)

    async def _train(self, title: str, row: CleaningRow) -> None:
        """Ask for the post, then for day and subject of the training."""

        async def of(post: str) -> None:
            def typed(values: Sequence[str]) -> None:
                self._give(RecordTraining((row.site_id,), post, self._day(values[0]) or "", values[1]), row)

            def wrong(values: Sequence[str]) -> str:
                return "" if self._day(values[0]) else self._words("care.day-wrong")

            subjects = numbered(self._subjects())
            fields = (
                Field(self._words("care.form.day")),
                Field(self._words("care.form.subject"), known=subjects),
            )
            await self._dialogs.fill_in(title, fields, typed, wrong)

        await self._choose_post(title, of)

    async def _name(self, title: str, row: CleaningRow, *, is_new: bool) -> None:
        """Ask for the post, then for name and phone number of who holds it."""

        async def of(post: str) -> None:
            holder = row.technicians.holder(Post(post))
            known = ("", "") if holder is None or is_new else (holder.name, holder.phone)

            def typed(values: Sequence[str]) -> None:
                self._give(NameTechnician(row.site_id, post, values[0], values[1], is_new), row)

            def wrong(values: Sequence[str]) -> str:
                return "" if values[0] else self._words("technicians.no-name")

            name, phone = self._words("care.form.name"), self._words("care.form.phone")
            people = numbered(self._people(row))
            fields = (Field(name, known[0], known=people), Field(phone, known[1]))
            await self._dialogs.fill_in(title, fields, typed, wrong)

        await self._choose_post(title, of)

    async def _sign(self, command: type[SignCleaning | ConfirmRules], title: str, row: CleaningRow) -> None:
        holder = row.technicians.holder(Post.TECHNICIAN)

        def typed(values: Sequence[str]) -> None:
            self._give(command((row.site_id,), self._day(values[1]) or "", values[0]), row)

        def wrong(values: Sequence[str]) -> str:
            if not values[0]:
                return self._words("care.no-person")
            return "" if self._day(values[1]) else self._words("care.day-wrong")

        name = "" if holder is None else holder.shown
        fields = (
            Field(self._words("care.form.signer"), name, known=numbered(self._people(row))),
            Field(self._words("care.form.signed-day")),
        )
        await self._dialogs.fill_in(title, fields, typed, wrong)

    async def _choose_post(self, title: str, of: Callable[[str], Awaitable[None]]) -> None:
        options = [("", self._words(f"technicians.post.{post}"), post.value) for post in OWN_POSTS]
        await self._dialogs.choose(title, options, lambda post: self._dialogs.soon(of, post))

    def _people(self, row: CleaningRow) -> Iterable[str]:
        view = self._commands.view
        return () if view is None else people(view.snapshot, (row.site_id,))

    def _subjects(self) -> Iterable[str]:
        """Return what others were trained in."""
        rosters = () if self._commands.view is None else self._commands.view.snapshot.technicians
        return (holder.subject for roster in rosters for _, holder in roster.holders)

    def _day(self, text: str) -> str | None:
        """Return a typed day as 'YYYY-MM-DD'; today for nothing; None where it is no past day."""
        view = self._commands.view
        return None if view is None else parse_past_day(text, view.now_utc, view.snapshot.booking.zone)

    def _give(self, command: Command, row: CleaningRow) -> None:
        asked = self._commands.asked(command)
        self._commands.give(command, self._words("ask.line", target=self.name_of(row.site_id), what=asked))
