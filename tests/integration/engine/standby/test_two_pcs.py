"""Two engines of `collect` beside two real nats-servers, which are killed and come back.

What a person types in both stories is read from the guide's pages, step by step.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.pages import DOCS, commands_of
from tests.support.standby.two_pcs import Pc, two_pcs

pytestmark = pytest.mark.skipif(shutil.which("nats-server") is None, reason="needs nats-server")


@pytest.fixture
def pcs(tmp_path: Path) -> Iterator[tuple[Pc, Pc]]:
    with two_pcs(tmp_path) as (first, second):
        yield first, second


def journal(pc: Pc) -> Path:
    return pc.engine.state / JOURNAL_NAME


def notes(path: Path) -> list[str]:
    """Return the words of all shifts that were taken over, as the journal has them."""
    with closing(EventStore.view(path)) as store:
        return [str(row.values()["note"]) for row in store.rows() if row.kind == "shift.taken-over"]


def steps(topic: GuideTopic) -> list[list[str]]:
    """Return the commands of a page of the guide; they are the same in both languages."""
    of_en, of_vi = ([*commands_of(DOCS / one / topic.file(one))] for one in ("en", "vi"))
    assert of_en == of_vi
    return of_en


def test_a_person_lets_the_second_pc_command_after_the_first_one_died(pcs: tuple[Pc, Pc]) -> None:
    first, second = pcs
    takeover, status, outage, doctor = steps(GuideTopic.MAIN_PC_DOWN)
    first.start()
    second.start()
    first.do("handover", "sign", "--note", "seen by both")
    first.until(lambda seen: seen["behind"] == 0 and seen["fault"] is None, "the second PC is level")
    refused = second.run("handover", "sign", "--note", "here")
    assert refused.returncode == 4
    assert "standby PC" in refused.stderr

    second.stop_server()
    first.do("handover", "sign", "--note", "on the first one alone")
    first.until(lambda seen: seen["behind"], "the first PC says that it is alone")
    assert "nats-server of may-2 (127.0.0.2:" in first.run(*doctor).stdout
    first.kill()
    second.start_server()
    second.until(lambda seen: seen["fault"] is None, "the second PC follows what it has")
    assert "This PC commands from now on." in second.do(*takeover, typed="y\n")
    second.do("handover", "sign", "--note", "on the second one")

    first.start()
    back = first.until(lambda seen: seen["role"] == "following" and seen["apart"], "the first PC follows")
    second.until(lambda seen: seen["behind"] == 0, "the first PC is level")
    (apart,) = back["apart"]
    assert f"{apart}. To read: gbdt-console verify" in first.do(*status)
    second.do(*("1" if word == "9" else word for word in outage))  # two sites stand in these settings
    assert notes(first.engine.state / apart) == ["seen by both", "on the first one alone"]
    assert verify(first.engine.state / apart).is_sound
    assert notes(journal(first)) == ["seen by both", "on the second one"]
    assert verify(journal(first)).is_sound
    assert verify(journal(second)).is_sound


def test_an_engine_that_was_overtaken_alive_gives_no_order_any_more(pcs: tuple[Pc, Pc]) -> None:
    """A planned change, as the guide has it; then the same back."""
    first, second = pcs
    doctor, status, takeover, status_again, *_ = steps(GuideTopic.CHANGE_PC)
    first.start()
    second.start()
    first.do("handover", "sign", "--note", "before")
    first.until(lambda seen: seen["behind"] == 0 and seen["fault"] is None, "the second PC is level")
    assert "second PC: may-1 commands; may-2 has everything" in first.run(*doctor).stdout
    assert "second PC: may-2 follows, view only; may-1 commands" in second.run(*doctor).stdout
    assert "may-2: has everything" in first.do(*status)
    second.do(*takeover, typed="y\n")
    first.until(lambda seen: seen["role"] == "following", "the first PC was told")
    assert first.run("handover", "sign", "--note", "after").returncode == 4
    assert notes(journal(second)) == ["before"]
    second.until(lambda seen: seen["behind"] == 0 and seen["fault"] is None, "the first PC is level")
    assert "may-1: has everything" in second.do(*status_again)
    first.do(*takeover, typed="y\n")
    second.until(lambda seen: seen["role"] == "following", "the second PC was told")
