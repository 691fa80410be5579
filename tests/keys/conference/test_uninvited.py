"""A site that was not invited, and a stranger: on top of the roster, named first, and isolated by one key."""

from dataclasses import replace

import pytest

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.conference.commands import IsolateCaller, LockConference
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.resource_ids import caller_resource
from gbdt_console.core.snapshot import Snapshot
from tests.support.alarms.snapshots import with_alarms
from tests.support.conference.snapshots import rows_of, stranger
from tests.support.screens.console import console
from tests.support.screens.meeting_console import ask, asked, attention, lines, meeting, settle
from tests.support.screens.scripted_port import AT_UTC, later

LEG = "2004"


def uninvited_row() -> RosterRow:
    (row,) = rows_of(4)[3:]
    assert row.participant is not None
    leg = replace(row.participant, number=LEG, is_blocked=False)
    return replace(row, site_id="", uninvited="site4", participant=leg, standing=RosterStatus.UNEXPECTED)


def snapshot(*kinds: str, isolated: frozenset[str] = frozenset()) -> Snapshot:
    """Sites 1 to 3 in their meeting, and with them a site that was not invited, or a stranger."""
    rows, alarms = [*rows_of(3)], list[Alarm]()
    for kind in kinds:
        is_site = kind != AlarmType.CALLER_UNEXPECTED
        rows.append(uninvited_row() if is_site else stranger(name="HDX"))
        resource = "site4" if is_site else caller_resource("0214000999")
        severity = Severity.CRITICAL if kind == AlarmType.CLOSED_UNINVITED else Severity.MAJOR
        key, site_id = AlarmKey(resource, kind), "site4" if is_site else ""
        params = () if is_site else (("number", "0214000999"), ("name", "HDX"))
        since_utc = AT_UTC - 20
        alarms.append(Alarm(len(alarms) + 1, key, severity, since_utc, since_utc, site_id, params=params))
    made = meeting(tuple(rows))
    assert made.conference is not None
    floor = replace(made.conference.floor, isolated=isolated)
    return with_alarms(replace(made, conference=replace(made.conference, floor=floor)), alarms)


@pytest.mark.parametrize(
    ("kind", "number", "told"),
    [
        (AlarmType.SITE_UNINVITED, LEG, "4 Bảo Thắng không thuộc cuộc họp"),
        (AlarmType.CLOSED_UNINVITED, LEG, "4 Bảo Thắng không thuộc cuộc họp kín"),
        (AlarmType.CALLER_UNEXPECTED, "0214000999", "0214000999 kết nối lạ trong phòng họp"),
    ],
)
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_line_of_attention_says_what_to_press_and_afterwards_what_holds(
    size: tuple[int, int], kind: str, number: str, told: str
) -> None:
    async with console(snapshot(kind), size=size) as c:
        await settle(c)
        assert told in attention(c)
        assert "x cách ly" in attention(c)
        assert await ask(c, "x") == [IsolateCaller(number)]
        await c.publish(later(snapshot(kind, isolated=frozenset({number})), 5.0))
        assert "đã cách ly" in attention(c)
        assert "x cách ly" not in attention(c)
        assert await ask(c, "x") == []


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_it_stands_on_top_of_the_roster_and_m_isolates_it(size: tuple[int, int]) -> None:
    async with console(snapshot(AlarmType.SITE_UNINVITED, AlarmType.CALLER_UNEXPECTED), size=size) as c:
        assert "1 điểm không thuộc cuộc họp" in c.text()
        await c.press("j")
        assert "KHÔNG THUỘC CUỘC HỌP: 1 · KẾT NỐI LẠ: 1" in c.text()
        at = next(place for place, line in enumerate(lines(c)) if "không bị chặn" in line)
        assert "4 Bảo Thắng" in lines(c)[at]
        assert "không thuộc cuộc họp" in lines(c)[at]
        await c.press("home")
        await settle(c)
        assert "m cách ly" in lines(c)[-1]
        assert await ask(c, "m") == [IsolateCaller(LEG)]
        both = snapshot(AlarmType.SITE_UNINVITED, AlarmType.CALLER_UNEXPECTED, isolated=frozenset({LEG}))
        await c.let_pass(10.0)  # the line tells again what keys do
        await c.publish(later(both, 15.0))
        await c.press("home")
        assert "m cách ly" not in lines(c)[-1]
        assert "Del" in lines(c)[-1], "what is left to do about it"
        await c.press("escape")
        await settle(c)
        tile = next(line for line in lines(c) if "4 Bảo Thắng" in line)
        assert "không thuộc cuộc họp" in "\n".join(lines(c)[lines(c).index(tile) :])


async def test_a_lock_names_first_whom_it_keeps_in() -> None:
    async with console(snapshot(AlarmType.SITE_UNINVITED, AlarmType.CALLER_UNEXPECTED)) as c:
        await c.press("j")
        await settle(c)
        assert await ask(c, "asterisk", "1") == []
        assert "4 Bảo Thắng, kết nối lạ 0214000999" in asked(c)
        await settle(c)
        assert await ask(c, "right", "enter") == [LockConference(True, is_sure=True)]


async def test_m_at_its_number_on_the_wall_isolates_it_too() -> None:
    async with console(snapshot(AlarmType.SITE_UNINVITED)) as c:
        await settle(c)
        assert await ask(c, "4", "m") == [IsolateCaller(LEG)]
