"""Record commands in the journal where no engine runs, under the lock of the state directory."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack

from gbdt_console.cli.client import follow
from gbdt_console.cli.client.configuration import network_in_use
from gbdt_console.cli.client.stuck_disk import DiskStuck, in_child, leave_at_once
from gbdt_console.cli.context import Context, terminal_name
from gbdt_console.cli.failures import Exit, engine_failures, fail
from gbdt_console.core.commands import Command, FindRecorded
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.recorded_requests import is_whole
from gbdt_console.core.requests import Progress, Stage, new_request_id, part_ids
from gbdt_console.core.sites import Network
from gbdt_console.engine.hosting.open_records import locked, opened_records, refusal_without_engine
from gbdt_console.engine.hosting.state_directory import StateDirectoryTaken

_TAKEN = 75
"""Exit code of the child where an engine has the state directory (EX_TEMPFAIL of sysexits.h)."""

ByLedger = Callable[[Ledger, Network], Sequence[follow.VerbCommand]]
"""Chooses a verb's commands by the journal's Ledger and sites.yaml."""


def record_without_engine(plan: ByLedger, context: Context, request_id: str) -> int | None:
    """Record the commands of `plan`; return the exit code, None where an engine runs.

    A child process does it. Ends the verb with Exit.UNKNOWN where the disk does not answer it.
    """
    alone = _Alone(plan, context, request_id)
    try:
        exit_code = in_child(alone.carried_out)
    except DiskStuck:
        fail(Exit.UNKNOWN, context.words(), "recording.doubtful")
    if exit_code == _TAKEN:
        return None
    return exit_code if exit_code >= 0 else Exit.UNKNOWN


@dataclass(frozen=True, slots=True)
class _Alone:
    """The work of the child process."""

    plan: ByLedger
    context: Context
    request_id: str

    def carried_out(self) -> int:
        from gbdt_console.engine.hosting.record_alone import record_alone  # all features of the engine

        words = self.context.words()
        with engine_failures(self.context.state, words):
            try:
                with ExitStack() as held:
                    held.enter_context(locked(self.context.state))
                    network = network_in_use(self.context, words)
                    state, standby = self.context.state, network.standby
                    if refusal := refusal_without_engine(state, standby):
                        fail(Exit.FAILED, words, refusal)
                    records = held.enter_context(opened_records(state, is_alone=standby is None))
                    here = state.machine

                    def record(command: Command, request_id: str) -> Progress:
                        return record_alone(
                            command, network, records, terminal_name(), request_id, machine=here
                        )

                    lasts = self._record_all(lambda: self.plan(records.ledger(), network), record)
            except StateDirectoryTaken:
                return _TAKEN
        follow.print_unlisted(lasts, self.context, words, by_engine=False)
        return max(map(follow.exit_of, lasts), default=Exit.DONE)

    def _record_all(
        self, planned: Callable[[], Sequence[follow.VerbCommand]], record: Callable[[Command, str], Progress]
    ) -> list[Progress]:
        """Carry out the commands; return how each ended. Behind one whose end is not known none follows."""
        words, found = self.context.words(), dict[str, int]()
        if self.context.again:
            found = follow.found_before(record(FindRecorded(self.request_id), new_request_id()), words)
            if is_whole(tuple(found), self.request_id):
                return follow.print_found(found, words)
        commands = follow.placed(planned(), self.context, None)
        lasts = list[Progress]()
        for part, command in zip(part_ids(self.request_id, len(commands)), commands, strict=True):
            if part in found:
                lasts += follow.print_found({part: found[part]}, words)
                continue
            follow.print_text(command)
            lasts.append(follow.known_end(record(command.command, part), command.command))
            follow.print_end(lasts[-1], words)
            if lasts[-1].stage is Stage.UNKNOWN:
                leave_at_once(Exit.UNKNOWN)
        return lasts
