"""A call leg with rooms behind it: its tile, its line of the roster, the answer to a key, and its loss."""

from dataclasses import replace

import pytest

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.conference.commands import BlockMicrophone
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_check import FloorFault
from gbdt_console.core.sites import Member
from gbdt_console.core.snapshot import Snapshot
from tests.support.alarms.snapshots import make_alarm
from tests.support.conference.snapshots import rows_of
from tests.support.screens.console import console
from tests.support.screens.meeting_console import ask, attention, highlighted, lines, meeting, settle, tile

BEHIND = (Member("Bản Lầu"), Member("Nậm\x1b[31m Chảy"), Member("Si Ma Cai", "site9"))


def with_leg(snapshot: Snapshot) -> Snapshot:
    """Site 7 is a leg; site 9 is behind it and has no leg of its own."""
    sites = tuple(replace(s, members=BEHIND) if s.id == "site7" else s for s in snapshot.sites)
    conference = snapshot.conference
    assert conference is not None
    roster = [row for row in conference.roster if row.site_id != "site9"]
    opened = (row.participant and replace(row.participant, is_blocked=False) for row in roster)
    roster = [replace(row, participant=leg) for row, leg in zip(roster, opened, strict=True)]
    return replace(snapshot, sites=sites, conference=replace(conference, roster=tuple(roster)))


@pytest.mark.parametrize("size", [(120, 40), (200, 60)])
async def test_the_tiles_of_a_leg_and_of_a_member_say_how_they_are_known(size: tuple[int, int]) -> None:
    async with console(with_leg(meeting(rows_of(11))), size=size) as c:
        assert "cùng Bản Lầu" in tile(c, "7 Mường Khương")
        assert "chỉ biết qua tầng dưới" in tile(c, "9 Si Ma Cai")
        assert "qua 7 Mường Khương" in tile(c, "9 Si Ma Cai")
        assert "\x1b[31m" not in c.text()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_m_says_before_and_after_whom_it_mutes(
    size: tuple[int, int],
) -> None:
    async with console(with_leg(meeting(rows_of(11))), size=size) as c:
        await c.press("j", *["down"] * 6)
        assert "7 Mường Khương" in highlighted(c)[1]
        assert "cả 3 điểm tầng dưới" in highlighted(c)[1]
        assert size[0] < 120 or "m chặn tiếng +3 điểm" in lines(c)[-1]
        await settle(c)
        assert await ask(c, "m") == [BlockMicrophone("site7")]
        assert "7 Mường Khương (cùng Bản Lầu, Nậm" in c.text()


async def test_a_lost_leg_is_told_with_all_who_are_behind_it() -> None:
    snapshot = with_leg(meeting(rows_of(11, away=(7,))))
    lost = make_alarm(1, 7, snapshot.at_utc - 5)
    assert lost.key.type == AlarmType.SITE_LOST
    async with console(replace(snapshot, alarms=(lost,)), size=(160, 40)) as c:
        assert "kéo theo 3 điểm: Bản Lầu, Nậm" in c.text()


@pytest.mark.parametrize(
    ("size", "told"),
    [
        ((80, 24), "7 Mường Khương +3 điểm 14:21:57 → z trả lại 1"),
        ((200, 60), "7 Mường Khương (cùng Bản Lầu, Nậm"),
    ],
)
async def test_a_leg_lost_while_it_has_the_floor_is_told_with_those_behind_it(
    size: tuple[int, int], told: str
) -> None:
    floor, fault = Floor("site1", "site7"), (FloorFault.SPEAKER_LOST, 7, 20.0)
    snapshot = with_leg(meeting(rows_of(11, away=(7,)), floor=floor, faults=[fault]))
    async with console(snapshot, size=size) as c:
        assert told in attention(c)
        assert "\x1b" not in attention(c)


async def test_the_alarm_of_a_speaker_names_those_behind_its_leg() -> None:
    snapshot = with_leg(meeting(rows_of(11)))
    lost = make_alarm(1, 7, snapshot.at_utc - 5, key=AlarmKey("site7", AlarmType.SPEAKER_LOST))
    async with console(replace(snapshot, alarms=(lost,)), size=(200, 60)) as c:
        assert "kéo theo 3 điểm: Bản Lầu, Nậm" in c.text()
