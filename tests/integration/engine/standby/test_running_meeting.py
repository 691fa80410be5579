"""A running meeting is carried from one PC to the other: the MCU itself tells who commanded it, and what."""

import json
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gbdt_console.journal.verifying import verify
from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.standby.mcu_process import ADDRESSES, McuProcess
from tests.support.standby.two_pcs import LIMIT_S, Pc, two_pcs
from tests.support.wait import until

pytestmark = pytest.mark.skipif(shutil.which("nats-server") is None, reason="needs nats-server")

FIRST, SECOND = ADDRESSES


@pytest.fixture
def mcu() -> Iterator[McuProcess]:
    """Four sites are in its conference."""
    process = McuProcess("2001", "2002", "2003", "2004")
    try:
        yield process
    finally:
        process.close()


@pytest.fixture
def pcs(tmp_path: Path, mcu: McuProcess) -> Iterator[tuple[Pc, Pc]]:
    """On the first one a meeting runs, site 3 has the floor, the others are blocked and a sheet is open."""
    with two_pcs(tmp_path, sites=4) as (first, second):
        mcu.called_by(first, second)
        first.start()
        second.start()
        first.do("checklist", "open", "Giao ban", "--opening", "+60")
        first.do("checklist", "sign", "2", "sound")
        first.do("meeting", "start", "Giao ban", "--chair", "1", "--order", "3,2")
        first.do("floor", "give", "3", "--yes")
        first.do("mute", "--others")
        first.until(lambda seen: seen["behind"] == 0 and seen["fault"] is None, "the second PC is level")
        yield first, second


def meeting(pc: Pc) -> dict[str, Any]:
    """Return what of the meeting has to be the same on both PCs."""
    status, roster = pc.status(), json.loads(pc.do("roster", "--json"))
    sheet = json.loads(pc.do("checklist", "show", "--json"))["checklist"]
    return {
        "meeting": status["meeting"],
        "phases": status["phases"],
        "floor": {key: value for key, value in roster["floor"].items() if key != "heard"},
        "in": [row["number"] for row in roster["connected"]],
        "on air": [row["number"] for row in roster["connected"] if row["is_on_air"]],
        "sheet": {key: sheet[key] for key in ("meeting", "opening", "due", "closed", "printed", "changes")},
        "calls": [(site["roll"], site["call"]) for site in sheet["sites"]],
        "sound": [site["checks"]["sound"]["state"] for site in sheet["sites"]],
    }


def test_a_takeover_leaves_the_meeting_as_it_is_and_sends_the_mcu_nothing(
    pcs: tuple[Pc, Pc], mcu: McuProcess
) -> None:
    first, second = pcs
    before, was, ordered = meeting(first), mcu.state(), mcu.orders()
    assert before["sound"] == ["unknown", "signed", "unknown", "unknown"]
    assert was["blocked"] == ["2002", "2004"]
    assert was["shown"] == ["2003"]
    assert {one.by for one in ordered} == {FIRST}
    first.kill()

    said = second.do("takeover", "--by", "trực ca", "--yes")
    assert "4 of 4 sites in; muted 2 Hợp Thành, 4 Bảo Thắng" in said
    assert "On air: 3 Gia Phú" in said
    assert meeting(second) == before
    assert mcu.state() == was
    assert mcu.orders() == ordered

    assert "confirmed" in second.do("unmute", "2")
    assert mcu.state() == was | {"blocked": ["2004"]}
    log = mcu.log()
    by_second = log[log.index(next(one for one in log if one.is_order and one.by == SECOND)) :]
    assert {one.by for one in by_second} == {SECOND}
    connection = [one for one in log if one.port == by_second[0].port]
    assert connection[0].action == "ConfbridgeListRooms", "it reads before its first order"


def test_the_one_order_on_the_wire_of_a_pc_that_stood_still_is_told_by_both(
    pcs: tuple[Pc, Pc], mcu: McuProcess
) -> None:
    first, second = pcs
    ordered = len(mcu.orders())
    mcu.stop_at("ConfbridgeUnmute", first.engine.process.pid)
    with first.begin("unmute", "2") as unmuting:
        until(lambda: len(mcu.orders()) > ordered, "the order is on the wire", LIMIT_S)
        second.do("takeover", "--by", "trực ca", "--yes")
        second.do("floor", "give", "4", "--yes")
        first.engine.process.send_signal(signal.SIGCONT)
        assert unmuting.wait(LIMIT_S) != 0
    told = second.until(lambda seen: seen["unread"], "the PC that commands was told")
    back = first.until(
        lambda seen: seen["role"] == "following" and seen["behind"] == 0, "the first PC follows"
    )
    assert [(one["what"], one["target"]) for one in told["unread"]] == [("microphone.unblock", "d0002")]
    assert back["unread"] == told["unread"]
    assert "may-1, outcome not known" in second.do("status")
    assert "may-1, outcome not known" in first.do("status")
    overlapping, *later = mcu.orders()[ordered:]
    assert (overlapping.by, overlapping.action) == (FIRST, "ConfbridgeUnmute")
    assert later
    assert {one.by for one in later} == {SECOND}
    for pc in pcs:
        assert verify(pc.engine.state / JOURNAL_NAME).is_sound
