"""Enters, corrects and withdraws entries of the register."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from gbdt_console.core.known_names import Known, bodies, numbered
from gbdt_console.core.register.commands import MakeEntry, WithdrawEntry
from gbdt_console.core.register.entry import RegisterEntry, RegisterKind
from gbdt_console.screens.actions.screen_actions import ScreenActions, needs
from gbdt_console.screens.dialogs.form import Field, checked
from gbdt_console.text.register.register_text import entry_text, kind_text
from gbdt_console.text.technicians.technician_text import day_text
from gbdt_console.text.typed_times import parse_past_day
from gbdt_console.ui.view import View

_FIELDS = ("text", "body", "paper", "day", "person", "meeting", "amount")
"""The fields of the form, of which the last is that of kinds with an amount."""


class RegisterActions(ScreenActions):
    name = "register"

    async def enter(self, meeting: int = 0) -> None:
        """Ask for the kind of a new entry, then for the entry; about a meeting those of each meeting lead."""
        view = self.ready()
        if view is None:
            return
        listed = view.snapshot.booking.settings.regulation.register
        kinds = {
            kind.code: kind for kind in sorted(listed, key=lambda one: meeting and not one.is_each_meeting)
        }
        if not kinds:
            self._commands.say("register.none")
            return
        options = [("", kind_text(self._words, one.name, one.article), code) for code, one in kinds.items()]
        question = self._words("register.ask.kind")
        await self._dialogs.choose(
            question, options, lambda code: self._dialogs.soon(self._form, kinds[code], view, None, meeting)
        )

    @needs(ScreenActions.ready)
    async def mend(self, view: View) -> None:
        """Ask which entry is wrong, then whether it is corrected or withdrawn."""
        entries = view.snapshot.register[::-1]
        if not entries:
            self._commands.say("register.no-entry")
            return
        options = [("", f"{one.number}. {entry_text(self._words, one)}", str(one.number)) for one in entries]
        found = {str(one.number): one for one in entries}
        await self._dialogs.choose(
            self._words("register.ask.entry"),
            options,
            lambda number: self._dialogs.soon(self._choose_how, found[number], view),
        )

    async def _choose_how(self, entry: RegisterEntry, view: View) -> None:
        kinds = view.snapshot.booking.settings.regulation.register
        kind = next((one for one in kinds if one.code == entry.kind), None)
        acts = {"withdraw": partial(self._withdraw, entry)}
        if kind is not None:
            acts = {"correct": partial(self._form, kind, view, entry)} | acts
        options = [("", self._words(f"register.do.{act}"), act) for act in acts]
        title = self._dialogs.title(self._words("register.ask.how"), entry_text(self._words, entry))
        await self._dialogs.choose(title, options, lambda act: self._dialogs.soon(acts[act]))

    async def _withdraw(self, entry: RegisterEntry) -> None:
        await self._commands.ask_reason(
            "", "register.no-reason", lambda reason: WithdrawEntry(entry.number, reason)
        )

    async def _form(
        self, kind: RegisterKind, view: View, before: RegisterEntry | None, meeting: int = 0
    ) -> None:
        """Ask for an entry; `before` is the one that it corrects."""
        names = _FIELDS if kind.has_amount else _FIELDS[:-1]
        known = {"meeting": str(meeting or "")} if before is None else _typed(before)
        offered = self._offered(kind, view)
        fields = [
            Field(self._words(f"register.form.{name}"), known.get(name, ""), known=offered.get(name, {}))
            for name in names
        ]

        def command(values: Sequence[str]) -> MakeEntry:
            typed: dict[str, Any] = dict(zip(names, values, strict=True))
            day = parse_past_day(typed["day"], view.now_utc, view.snapshot.booking.zone)
            amount = typed.get("amount", "").replace(".", "").replace(" ", "")
            if day is None:
                raise ValueError("care.day-wrong")
            if not typed["text"]:
                raise ValueError("register.no-text")
            if kind.has_amount and not (amount.isdecimal() and int(amount)):
                raise ValueError("register.amount-needed")
            if typed["meeting"] and not typed["meeting"].isdecimal():
                raise ValueError("meetings.none")
            numbers = {"meeting": int(typed["meeting"] or 0), "amount": int(amount or 0)}
            replaces = 0 if before is None else before.number
            return MakeEntry(kind.code, replaces=replaces, **{**typed, "day": day, **numbers})

        act = self._words("register.ask.new" if before is None else "register.do.correct")
        title = self._dialogs.title(act, kind_text(self._words, kind.name, kind.article))
        wrong = checked(self._words, command)
        await self._dialogs.fill_in(
            title, fields, lambda values: self._commands.order(command(values)), wrong
        )

    def _offered(self, kind: RegisterKind, view: View) -> dict[str, Known]:
        """Return what earlier entries of the kind said, and the bodies, by field."""
        entries = [one for one in reversed(view.snapshot.register) if one.kind == kind.code]
        of_body = (*(one.body for one in entries), *bodies(view.snapshot))
        return {
            "text": numbered(one.text for one in entries),
            "body": numbered(of_body),
            "person": numbered(one.person for one in entries),
        }


def _typed(entry: RegisterEntry) -> dict[str, str]:
    """Write an entry as it is typed into the form."""
    return {name: str(getattr(entry, name) or "") for name in _FIELDS} | {"day": day_text(entry.day)}
