"""Two meetings on the screen: one key goes from one to the other, and every key acts in the one shown."""

from dataclasses import replace

import pytest

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.checklist.view import ChecklistView
from gbdt_console.core.conference.commands import BlockOthers
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.snapshot import ConferencePart, Snapshot
from tests.support.conference.snapshots import conferring, rows_of
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import MINE, attention, lines
from tests.support.screens.scripted_port import AT_UTC, later, make_snapshot

HALL, OTHER = tuple(f"site{n}" for n in range(1, 7)), tuple(f"site{n}" for n in range(7, 12))


def meeting(id_: str, title: str, sites: tuple[str, ...], number: int) -> Meeting:
    return Meeting(
        id_, title, sites[0], AT_UTC - 600, AT_UTC + 3_600, sites[1:3], registration=number, sites=sites
    )


def both(*, alarms: tuple[Alarm, ...] = ()) -> Snapshot:
    """'Giao ban' of sites 1 to 6 in the first conference, 'Họp ngành' of 7 to 11 in another."""
    network = replace(make_snapshot(11), control=MINE, alarms=alarms)
    first = conferring(network, rows_of(6), floor=Floor("site1", "site2"))
    second = conferring(network, rows_of(11)[6:], floor=Floor("site7", "site8"))
    part = ConferencePart(
        "b", "Phòng họp B", meeting("m2", "Họp ngành", OTHER, 12), conference=second.conference
    )
    return replace(first, meeting=meeting("m1", "Giao ban", HALL, 11), elsewhere=(part,))


def absent(site_id: str) -> Alarm:
    key = AlarmKey(site_id, AlarmType.SITE_ABSENT)
    return Alarm(1, key, Severity.CRITICAL, AT_UTC - 90, AT_UTC - 30, site_id)


async def block(c: Console) -> object:
    await c.let_pass(0.6)
    await c.press("-")
    return c.port.submitted[-1]


async def go_on(c: Console) -> None:
    await c.let_pass(0.6)
    await c.press("|")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_one_key_goes_to_the_other_meeting_and_back(size: tuple[int, int]) -> None:
    async with console(both(), size=size) as c:
        assert "Giao ban" in lines(c)[0]
        assert "Họp ngành" not in lines(c)[0]
        assert "2 cuộc họp" in lines(c)[1]
        assert await block(c) == BlockOthers(conference="")
        await go_on(c)
        assert "Họp ngành" in lines(c)[0]
        assert await block(c) == BlockOthers(conference="b")
        assert " Họp ngành: " in lines(c)[-1], "the answer names the meeting"
        await c.publish(later(both(), 1.0))
        assert "Họp ngành" in lines(c)[0], "the next Snapshot shows it too"
        await go_on(c)
        assert await block(c) == BlockOthers(conference="")


async def test_what_is_wrong_in_the_other_meeting_stands_with_its_name() -> None:
    async with console(both(alarms=(absent("site9"),))) as c:
        assert "Họp ngành: 9 Si Ma Cai" in attention(c)
        await go_on(c)
        assert "9 Si Ma Cai" in attention(c)
        assert "Họp ngành:" not in attention(c)


async def test_the_end_of_the_meeting_shown_moves_nobody_to_the_other_one() -> None:
    async with console(both()) as c:
        ended = later(replace(both(), meeting=None), 1.0)
        await c.publish(ended)
        assert "1 cuộc họp ở phòng khác" in lines(c)[1]
        assert "Họp ngành" not in lines(c)[0]
        await go_on(c)
        assert "Họp ngành" in lines(c)[0]


async def test_the_first_meeting_anywhere_is_shown_where_none_ran() -> None:
    quiet = both()
    idle = replace(quiet, meeting=None, elsewhere=(replace(quiet.elsewhere[0], meeting=None),))
    async with console(idle) as c:
        await c.publish(later(replace(quiet, meeting=None), 1.0))
        assert "Họp ngành" in lines(c)[0]


async def test_a_meeting_that_is_prepared_elsewhere_is_reached_and_left() -> None:
    """Its checklist is worked on there, while the other meeting runs."""
    sheet = ChecklistView("12", AT_UTC + 7_200, AT_UTC + 5_400, ())
    prepared = replace(both().elsewhere[0], meeting=None, checklist=sheet)
    async with console(replace(both(), elsewhere=(prepared,))) as c:
        await go_on(c)
        assert "Phòng họp B" in lines(c)[0]
        assert c.wall.view is not None
        assert c.wall.view.snapshot.checklist == sheet
        assert "1 cuộc họp ở phòng khác" in lines(c)[1]
        await go_on(c)
        assert "Giao ban" in lines(c)[0]


async def test_with_one_meeting_the_key_only_says_so() -> None:
    alone = replace(both(), elsewhere=())
    async with console(alone) as c:
        assert "cuộc họp khác" not in c.text()
        assert "2 cuộc họp" not in c.text()
        assert await block(c) == BlockOthers()
        assert "Giao ban: " not in lines(c)[-1]
        await go_on(c)
        assert "Không có cuộc họp nào ở phòng họp khác" in c.text()
