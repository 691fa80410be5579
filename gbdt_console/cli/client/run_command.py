"""Carry out commands by a running engine, else in the journal.

The journal is written under the lock of the state directory.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gbdt_console.cli.client.follow import (
    ByEngine,
    VerbCommand,
    ask_engine,
    exit_of,
    print_end,
    print_text,
    print_unlisted,
)
from gbdt_console.cli.context import Context, terminal_name
from gbdt_console.cli.failures import Exit, engine_failures, network_of
from gbdt_console.core.commands import Command
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.port import ConsolePort
from gbdt_console.core.requests import Progress
from gbdt_console.core.sites import Network
from gbdt_console.engine.hosting.open_records import records_of
from gbdt_console.engine.hosting.state_directory import StateDirectoryTaken
from gbdt_console.engine.records.records import Records
from gbdt_console.text.words import Words


@dataclass(frozen=True, slots=True)
class VerbPlan:
    """The commands of a verb, chosen where they are carried out.

    by_engine: chooses them by the Snapshot of a running engine
    by_ledger: chooses them by the journal's Ledger and sites.yaml, where no engine runs
    """

    by_engine: ByEngine
    by_ledger: Callable[[Ledger, Network], Sequence[VerbCommand]]

    @classmethod
    def of(cls, command: Command) -> "VerbPlan":
        """Plan a command that does not depend on engine or journal."""
        chosen = (VerbCommand(command),)

        async def by_engine(_: ConsolePort) -> Sequence[VerbCommand]:
            return chosen

        return cls(by_engine, lambda *_: chosen)


def carry_out(plan: VerbPlan, context: Context, words: Words) -> None:
    """Carry out `plan` and end the verb with the worst outcome.

    The configuration is read only where no engine runs.
    """
    with engine_failures(context.state, words):
        try:
            with records_of(context.state) as records:
                lasts = _record_all(plan, network_of(context.config, words), records, words)
            print_unlisted(lasts, context, words, by_engine=False)
            exits = [exit_of(last) for last in lasts]
        except StateDirectoryTaken:
            exits = ask_engine(plan.by_engine, context, words)
    raise SystemExit(max(exits, default=Exit.DONE))


def _record_all(plan: VerbPlan, network: Network, records: Records, words: Words) -> list[Progress]:
    """Carry out the commands of `plan` in the journal; return how each ended."""
    from gbdt_console.engine.hosting.record_alone import record_alone  # all features of the engine

    lasts = []
    for command in plan.by_ledger(records.ledger(), network):
        print_text(command)
        last = record_alone(command.command, network, records, terminal_name())
        print_end(last, words)
        lasts.append(last)
    return lasts


def carry_out_live(command: Command, context: Context, words: Words) -> None:
    """Carry out a command that needs an engine.

    Without one the exit code is 3.
    """
    raise SystemExit(max(ask_engine(VerbPlan.of(command).by_engine, context, words)))
