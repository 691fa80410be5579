"""Two engines and three real nats-servers: what is called recorded is on two machines, whichever one dies."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gbdt_console.cli.failures import Exit
from gbdt_console.engine.standby.role_file import ROLE_NAME
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.standby.three_machines import ThreeServers, three_machines
from tests.support.standby.two_pcs import LIMIT_S, Pc
from tests.support.wait import until

pytestmark = pytest.mark.skipif(shutil.which("nats-server") is None, reason="needs nats-server")


@pytest.fixture
def three(tmp_path: Path) -> Iterator[tuple[Pc, Pc, ThreeServers]]:
    with three_machines(tmp_path, "  recorded: two_machines\n") as made:
        first, second, _ = made
        first.start()
        second.start()
        first.until(lambda seen: seen["has_quorum"] and seen["fault"] is None, "two of three keep the same")
        yield made


def sign(pc: Pc, note: str) -> str:
    """Sign a shift; return what was said of it, and nothing where it is recorded."""
    done = pc.run("handover", "sign", "--note", note)
    assert done.returncode in (Exit.DONE, Exit.FAILED, Exit.UNKNOWN), done.stderr
    return "" if done.returncode == Exit.DONE else done.stdout + done.stderr


def notes(pc: Pc) -> set[str]:
    with closing(EventStore.view(pc.engine.state / JOURNAL_NAME)) as store:
        return {str(row.values()["note"]) for row in store.rows() if row.kind == "shift.taken-over"}


def test_what_is_called_recorded_outlives_any_one_machine(three: tuple[Pc, Pc, ThreeServers]) -> None:
    first, second, servers = three
    recorded: list[str] = []

    def record(note: str) -> None:
        until(lambda: not sign(first, note), "two machines have it", LIMIT_S)
        recorded.append(note)

    for name in ("may-3", "may-1", "may-2"):
        servers.kill(name)
        record(f"without {name}")
        servers.start(name)
    record("with all")
    second.kill()
    record("the second engine is away")
    first.kill()
    servers.kill("may-1")
    second.start()
    second.until(lambda seen: seen["fault"] is None, "two servers are enough to follow")
    until(lambda: notes(second) >= set(recorded), "what was recorded is on the second PC", LIMIT_S)
    assert verify(second.engine.state / JOURNAL_NAME).is_sound


@pytest.mark.outcome("recorded", "not recorded")
def test_without_a_second_machine_nothing_is_called_recorded_and_the_meeting_goes_on(
    three: tuple[Pc, Pc, ThreeServers],
) -> None:
    first, _, servers = three
    assert not sign(first, "before")
    assert "three machines keep the records, witness may-3" in first.run("doctor").stdout

    def is_told_that_nobody_answered() -> bool:
        """On a busy machine the verb may begin after the 12 s in which a majority counts as there."""
        servers.cut_off("may-2", "may-3")
        said = sign(first, "nobody answered")
        assert said, "recorded"
        if "Not recorded" in said:
            servers.heal("may-2", "may-3")
            first.until(lambda seen: seen["has_quorum"], "two of three keep the same again")
        return "no second machine is known to" in said

    until(is_told_that_nobody_answered, "a record that one machine has is told so", 3 * LIMIT_S)
    first.until(lambda seen: not seen["has_quorum"], "the first PC finds that it is alone")
    assert "Not recorded: no two of three machines" in sign(first, "refused")
    assert "refused" not in notes(first)
    meeting = first.run("meeting", "start", "Giao ban", "--chair", "1", "--order", "2")
    assert meeting.returncode == Exit.UNKNOWN, meeting.stdout + meeting.stderr
    assert first.status()["meeting"]["title"] == "Giao ban"
    assert "NO two of three machines" in first.do("status")
    alone = f"nats-server of may-1 (127.0.0.1:{first.port}) finds no second one"
    until(lambda: alone in first.run("doctor").stdout, "its nats-server gives up its leadership", LIMIT_S)
    servers.heal("may-2", "may-3")
    first.until(lambda seen: seen["has_quorum"], "two of three keep the same again")
    assert not sign(first, "after")
    assert notes(first) >= {"before", "after"}


def test_the_second_pc_commands_by_itself_once_the_first_one_is_dead(tmp_path: Path) -> None:
    automatic = "  recorded: two_machines\n  takeover: automatic\n  takeover_after_s: 15\n"
    with three_machines(tmp_path, automatic) as (first, second, servers):
        first.start()
        second.start()
        first.until(lambda seen: seen["has_quorum"] and seen["fault"] is None, "two of three keep the same")
        assert not sign(first, "before")
        first.kill()
        servers.kill("may-1")
        until((second.engine.state / ROLE_NAME).exists, "it took over by itself", 2 * LIMIT_S)
        second.until(
            lambda seen: seen["role"] == "commanding" and seen["automatic"], "it commands and says so"
        )
        until(lambda: not sign(second, "by itself"), "a majority takes its word", LIMIT_S)
        servers.start("may-1")
        first.start()
        first.until(lambda seen: seen["role"] == "following" and seen["automatic"], "the first PC was told")
        assert "may-2 took over on its own" in first.do("status")
        assert notes(second) >= {"before", "by itself"}
