"""Enters what the regulation asks for, and shows the register in the Snapshot."""

from collections.abc import Mapping, Sequence

from gbdt_console.core.clean_text import clean
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.register.book import RegisterBook
from gbdt_console.core.register.commands import REGISTER_COMMANDS, MakeEntry, WithdrawEntry
from gbdt_console.core.register.entry import RegisterEntry
from gbdt_console.core.register.events import EntryMade, EntryWithdrawn, RegisterEvent
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.command_request import Handler, Refused, said
from gbdt_console.engine.features import EngineContext, Feature

_LONGEST = 400
"""Limits the text of an entry, characters: a row of the yearly review."""
_MOST_WORDS = 120
"""Limits its other words, characters."""


class RegisterFeature(Feature):
    commands = REGISTER_COMMANDS

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._ledger = context.ledger
        self._kinds = {kind.code: kind for kind in context.network.meetings.regulation.register}
        sites = context.network.sites
        self._names = {name: site.name for site in sites for name in (site.id, str(site.number))}
        self._names |= {body.id: body.name for body in context.network.bodies.values()}
        self._last_number = 0

    def handlers(self) -> Mapping[type[Command], Handler]:
        return self._context.recording({MakeEntry: self._enter, WithdrawEntry: self._withdraw})

    def take(self, entry: Entry) -> None:
        if isinstance(entry.event, RegisterEvent):
            self._context.on_urgent()

    def fill(self, snapshot: Snapshot) -> Snapshot:
        return replace(snapshot, register=tuple(self._ledger[RegisterBook].entries.values()))

    def _enter(self, command: MakeEntry, operator: str) -> Sequence[RegisterEvent]:
        book, kind = self._ledger[RegisterBook], self._kinds.get(command.kind)
        if kind is None:
            raise Refused("register.kind-unknown", ", ".join(self._kinds))
        if command.meeting and self._ledger[CalendarBook].find(command.meeting) is None:
            raise Refused("meetings.none")
        if command.replaces and command.replaces not in book.entries:
            raise Refused("register.unknown")
        if (command.amount > 0) != kind.has_amount:
            raise Refused("register.amount-needed" if kind.has_amount else "register.amount-given")
        text = said(command.text, _LONGEST, "register.no-text")
        typed = (command.body, command.paper, command.person)
        body, paper, person = (clean(words.strip(), _MOST_WORDS) for words in typed)
        body, day = self._names.get(body, body), self._context.past_day(command.day)
        number = self._last_number = max(self._last_number, book.last_number) + 1
        entry = RegisterEntry(
            number, kind.code, kind.name, kind.article, body, text, paper, day, person,
            command.meeting, command.amount, self._context.clock.utc(), operator,
        )  # fmt: skip
        return [EntryMade(entry, command.replaces)]

    def _withdraw(self, command: WithdrawEntry, operator: str) -> Sequence[RegisterEvent]:
        if command.number not in self._ledger[RegisterBook].entries:
            raise Refused("register.unknown")
        reason = said(command.reason, _MOST_WORDS, "register.no-reason")
        return [EntryWithdrawn(command.number, reason, self._context.clock.utc(), operator)]
