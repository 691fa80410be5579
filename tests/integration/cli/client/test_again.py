"""`--again ID`: a verb whose end was not known is done again, and records nothing twice."""

import threading
from contextlib import closing

import pytest

from gbdt_console.cli.client import stuck_disk
from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.port import PortClosed
from gbdt_console.engine.clients.socket_port import SocketPort
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.cli.station import Station

START = ("meeting", "start", "Giao ban", "--chair", "1", "--again", "abc123")


@pytest.fixture(autouse=True)
def _disk_answers() -> None:
    """Here it does not always: a verb keeps the child process that waits for it."""


def started(station: Station) -> list[int]:
    """The numbers of the entries that began a meeting."""
    with closing(EventStore.view(station.state / JOURNAL_NAME)) as store:
        return [entry.seq for entry in store.read() if entry.kind == "meeting.started"]


def test_a_restarted_engine_still_finds_what_was_recorded(station: Station) -> None:
    with station.engine():
        first = station.run(*START)
        assert (first.exit_code, first.stdout.splitlines()[-1]) == (0, "recorded")
    with station.engine():
        again = station.run(*START)
    (number,) = started(station)
    assert again.exit_code == 0
    assert again.stdout == f"Recorded already: entry number {number} of the journal.\n"
    assert verify(station.state / JOURNAL_NAME).is_sound


def test_without_an_engine_the_same_id_finds_it_too(station: Station) -> None:
    assert station.run(*START).exit_code == 0
    again = station.run(*START)
    (number,) = started(station)
    assert again.stdout == f"Recorded already: entry number {number} of the journal.\n"
    assert station.run("meeting", "end").exit_code == 0
    assert station.run(*START).exit_code == 0, "also once the meeting is over"
    assert started(station) == [number]


def test_another_id_is_another_request(station: Station) -> None:
    with station.engine():
        assert station.run(*START).exit_code == 0
        assert station.run("meeting", "end", "--again", "abc").exit_code == 0
        assert station.run("meeting", "end", "--again", "abc1").exit_code == 4


def test_what_is_no_id_is_refused(station: Station) -> None:
    result = station.run("meeting", "end", "--again", 'x" OR 1')
    assert result.exit_code == 2


def test_an_engine_that_goes_away_leaves_the_end_unknown_and_tells_the_id(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(port: SocketPort, request_id: str, command: object):  # type: ignore[no-untyped-def]
        assert isinstance(command, EndMeeting)
        raise PortClosed
        yield

    with station.engine():
        monkeypatch.setattr(SocketPort, "submit_as", lost)
        result = station.run("meeting", "end")
    assert result.exit_code == 5
    assert "Not known whether it is recorded" in result.stderr
    assert "--again" in result.stderr


@pytest.mark.parametrize("words", [("meeting", "end"), ("handover", "sign")])
def test_a_disk_that_never_answers_does_not_hold_the_verb(
    words: tuple[str, ...], station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child waits for ever; the verb ends by itself and says that nobody knows."""
    monkeypatch.setattr("gbdt_console.cli.client.without_engine.opened_records", _never)
    monkeypatch.setattr("gbdt_console.cli.client.run_command._LOOK_BEATS", 5_000)
    monkeypatch.setattr(stuck_disk, "_BEAT_S", 0.01)
    result = station.run(*words)
    assert result.exit_code == 5
    assert "Not known whether it is recorded" in result.stderr
    assert "--again" in result.stderr


def test_a_disk_on_which_not_even_a_look_returns_ends_the_verb(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gbdt_console.cli.client.run_command.os.path.lexists", _never)
    monkeypatch.setattr(stuck_disk, "_BEAT_S", 0.01)
    result = station.run("meeting", "end")
    assert result.exit_code == 3
    assert "does not answer" in result.stderr


def _never(*_: object, **__: object) -> None:
    threading.Event().wait()
