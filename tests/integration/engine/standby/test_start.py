"""What a PC finds out at its start: who commands, by its journal, its note, and both nats-servers."""

import asyncio
from pathlib import Path

import pytest

from gbdt_console.core.secret import Secret
from gbdt_console.core.standby.role import RoleTaken
from gbdt_console.core.standby.settings import Machine, StandbySettings
from gbdt_console.engine.hosting.two_machines import RivalCommands, Turnover, TwoMachines, commands_here
from gbdt_console.engine.standby.message import Kind, Message
from gbdt_console.engine.standby.role_file import note_role
from gbdt_console.journal.chain import JournalDamaged
from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.standby.memory_stream import Opened

BOTH = (Machine("may-1", "10.0.0.1"), Machine("may-2", "10.0.0.2"))
SETTINGS = StandbySettings(BOTH, Secret("x"))
TAKEN = RoleTaken("may-2", "may-1", "trực ca", 1, 0, "")


@pytest.fixture
def servers() -> dict[str, Opened]:
    return {machine.name: Opened() for machine in BOTH}


def at(
    servers: dict[str, Opened], here: str, state: Path, settings: StandbySettings = SETTINGS
) -> TwoMachines:
    return TwoMachines(settings, here, state, lambda seat, at, on_beat, on_news: servers[at.name])


async def put(server: Opened, message: Message) -> None:
    await server.append(message, len(server.kept))


def test_a_pc_that_its_own_file_names_first_does_not_command_beside_one_that_does(
    tmp_path: Path, servers: dict[str, Opened]
) -> None:
    asyncio.run(put(servers["may-1"], Message(Kind.TAKEOVER, "may-1", 0)))
    turned = StandbySettings((BOTH[1], BOTH[0]), Secret("x"))
    with pytest.raises(RivalCommands) as rival, at(servers, "may-2", tmp_path, turned).opened(Turnover()):
        pass
    assert rival.value.machine == "may-1"
    assert not (tmp_path / JOURNAL_NAME).exists()
    with at(servers, "may-1", tmp_path).opened(Turnover()) as (seat, _):
        assert not seat.is_following


def test_a_damaged_journal_does_not_take_the_orders_away(tmp_path: Path, servers: dict[str, Opened]) -> None:
    (tmp_path / JOURNAL_NAME).write_bytes(b"no journal " * 1_000)
    assert commands_here(SETTINGS, "may-1", tmp_path)
    with at(servers, "may-1", tmp_path).opened(Turnover()) as (seat, _):
        assert not seat.is_following


def test_with_a_damaged_journal_the_note_beside_it_says_who_commands(
    tmp_path: Path, servers: dict[str, Opened]
) -> None:
    (tmp_path / JOURNAL_NAME).write_bytes(b"no journal " * 1_000)
    note_role(tmp_path, TAKEN)
    assert not commands_here(SETTINGS, "may-1", tmp_path)
    assert commands_here(SETTINGS, "may-2", tmp_path)
    with pytest.raises(JournalDamaged), at(servers, "may-1", tmp_path).opened(Turnover()):
        pass
