"""The line of attention: the newest effect on the floor, then the worst and newest; keys always stand."""

from dataclasses import replace

import pytest

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, Severity
from gbdt_console.core.alarms.commands import AcknowledgeAlarm
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.conference.floor_check import FloorFault
from gbdt_console.core.monitoring.silence import Silence
from gbdt_console.core.snapshot import Snapshot
from tests.support.alarms.snapshots import acknowledged, make_alarm, with_alarms
from tests.support.conference.snapshots import conferring, rows_of
from tests.support.screens.console import console
from tests.support.screens.meeting_console import MINE, SPEAKING, attention, network
from tests.support.screens.scripted_port import AT_UTC, later, make_snapshot

LONG = "Phường Nguyễn Thị Minh Khai mở rộng phía đông"
SIZES = [(80, 24), (120, 40), (200, 60)]
OLD_CODEC = make_alarm(
    1, 3, AT_UTC - 3600, key=AlarmKey("site3.codec", AlarmType.CODEC_LOST), cause="codec-unplugged"
)
FRESH_LINE = make_alarm(2, 5, AT_UTC)


def seen(*alarms: Alarm) -> Snapshot:
    return replace(with_alarms(make_snapshot(11), alarms), control=MINE)


async def test_an_old_codec_fault_does_not_stand_above_a_fresh_lost_line() -> None:
    async with console(seen(OLD_CODEC)) as c:
        assert "3 Bát Xát" in attention(c)
        both = seen(FRESH_LINE, OLD_CODEC)
        await c.publish(later(both, 1.0))
        assert "5 Bảo Yên" in attention(c)


@pytest.mark.parametrize(
    ("opening", "keys"),
    [("f2", ("5", "g")), ("f4", ("g",)), ("f5", ("g",)), ("f6", ("g",)), ("f7", ("g",)), ("f8", ("g",))],
)
async def test_the_keys_of_the_line_show_whom_to_phone_about_what_it_tells(
    opening: str, keys: tuple[str, ...]
) -> None:
    async with console(seen(OLD_CODEC)) as c:
        await c.press(opening)
        await c.publish(later(seen(FRESH_LINE, OLD_CODEC), 1.0))
        assert f"· {''.join(keys)} gọi ai" in attention(c), "the old fault stays highlighted on the wall"
        for key in keys:
            await c.press(key)
        assert "GỌI AI: 5 Bảo Yên" in c.text()


@pytest.mark.parametrize("opening", ["b", "colon"])
async def test_where_no_key_shows_whom_to_phone_about_it_the_line_has_the_number_alone(opening: str) -> None:
    async with console(seen(OLD_CODEC)) as c:
        await c.press(opening)
        await c.publish(later(seen(FRESH_LINE, OLD_CODEC), 1.0))
        assert "5 Bảo Yên" in attention(c)
        assert "gọi ai" not in attention(c)


async def test_while_a_number_is_typed_the_line_names_the_key_that_goes_behind_it() -> None:
    async with console(seen(OLD_CODEC)) as c:
        await c.publish(later(seen(FRESH_LINE, OLD_CODEC), 1.0))
        assert "· 5g gọi ai" in attention(c)
        await c.press("5")
        assert "· g gọi ai" in attention(c)
        await c.press("escape", "3")
        assert "gọi ai" not in attention(c), "g means 3 now, and the line tells 5"


async def test_where_a_row_is_a_site_the_key_stands_for_the_alarm_of_that_row() -> None:
    async with console(seen(FRESH_LINE)) as c:
        await c.press("colon", *["down"] * 5)
        assert "· g gọi ai" in attention(c)
        await c.press("g")
        assert "GỌI AI: 5 Bảo Yên" in c.text()


async def test_a_screen_on_which_no_key_acknowledges_offers_none() -> None:
    async with console(seen(FRESH_LINE)) as c:
        assert "tiếp nhận" in c.text().splitlines()[-1]
        await c.press("colon")
        assert "tiếp nhận" not in c.text().splitlines()[-1]


@pytest.mark.parametrize("opening", ["f5", "f6", "f8"])
async def test_a_screen_without_alarms_acknowledges_the_one_that_the_line_tells(opening: str) -> None:
    async with console(seen(OLD_CODEC)) as c:
        await c.press(opening)
        await c.publish(later(seen(FRESH_LINE, OLD_CODEC), 1.0))
        await c.let_pass(2.0)
        await c.press("c")
        assert AcknowledgeAlarm(FRESH_LINE.number, FRESH_LINE.severity) in c.port.submitted


@pytest.mark.parametrize("after", [acknowledged(FRESH_LINE), replace(FRESH_LINE, is_active=False)])
async def test_an_alarm_that_the_line_tells_since_a_moment_is_not_acknowledged_by_a_key_for_the_one_before(
    after: Alarm,
) -> None:
    async with console(seen(OLD_CODEC)) as c:
        await c.press("f5")
        both = later(seen(FRESH_LINE, OLD_CODEC), 1.0)
        await c.publish(both)
        await c.let_pass(2.0)
        await c.publish(later(with_alarms(both, [OLD_CODEC, after]), 2.0))
        assert "3 Bát Xát" in attention(c)
        await c.press("c")
        assert c.port.submitted == []
        await c.let_pass(1.0)
        await c.press("c")
        assert c.port.submitted == [AcknowledgeAlarm(OLD_CODEC.number, OLD_CODEC.severity)]


@pytest.mark.parametrize("kind", [AlarmType.PICTURE_OTHER, AlarmType.SPEAKER_MUTED])
async def test_what_touches_the_floor_stands_above_a_worse_alarm_of_another_site(kind: str) -> None:
    floor = make_alarm(3, 6, AT_UTC - 600, key=AlarmKey("site6", kind), severity=Severity.MAJOR, cause="")
    async with console(seen(FRESH_LINE, floor)) as c:
        assert "6 Bắc Hà" in attention(c)


async def test_of_two_faults_of_the_floor_the_newest_of_the_worst_is_told() -> None:
    faults = (
        (FloorFault.SPEAKER_LOST, 6, 600.0), (FloorFault.CHAIR_LOST, 1, 20.0),
        (FloorFault.PICTURE_OTHER, 6, 5.0),
    )  # fmt: skip
    shown = conferring(network(), rows_of(11), floor=SPEAKING, faults=faults)
    async with console(shown) as c:
        assert "CHỦ TRÌ MẤT KẾT NỐI: 1 VP UBND tỉnh" in attention(c)
        assert "+2" in attention(c)


@pytest.mark.parametrize("size", SIZES)
async def test_the_words_shorten_and_phone_and_key_stay(size: tuple[int, int]) -> None:
    snapshot = seen(FRESH_LINE)
    sites = tuple(
        replace(site, name=LONG, short_name="Minh Khai") if site.id == "site5" else site
        for site in snapshot.sites
    )
    async with console(replace(snapshot, sites=sites), size=size) as c:
        told = attention(c)
        assert "5 Minh Khai mất kết nối" in told or f"5 {LONG} mất kết nối" in told
        assert "0214 000 0119 · g gọi ai" in told


@pytest.mark.parametrize("size", SIZES)
async def test_a_name_without_a_short_one_is_cropped_before_phone_and_key(size: tuple[int, int]) -> None:
    snapshot = seen(FRESH_LINE)
    sites = tuple(
        replace(site, name=LONG * 2, short_name="") if site.id == "site5" else site for site in snapshot.sites
    )
    async with console(replace(snapshot, sites=sites), size=size) as c:
        assert "0214 000 0119 · g gọi ai" in attention(c)


@pytest.mark.parametrize("fault", FloorFault)
async def test_a_fault_of_the_floor_keeps_its_first_key_beside_a_long_name(fault: FloorFault) -> None:
    faults = ((fault, 6, 20.0), (FloorFault.PICTURE_OTHER, 6, 5.0))
    shown = conferring(network(), rows_of(11), floor=SPEAKING, faults=faults)
    sites = tuple(replace(site, name=LONG * 2) if site.id == "site6" else site for site in shown.sites)
    async with console(replace(shown, sites=sites), size=(80, 24)) as c:
        assert " → " in attention(c)


async def test_clauses_of_the_line_are_separated() -> None:
    key = AlarmKey("mcu", AlarmType.MCU_LOST)
    lost = make_alarm(4, 0, AT_UTC, key=key, site_id="", cause="", params=(("fault", "closed"),))
    async with console(seen(lost)) as c:
        assert "mất liên lạc · kết nối bị ngắt" in attention(c)


async def test_a_site_that_matters_and_falls_silent_is_told_before_it_is_an_alarm() -> None:
    quiet = conferring(network(), rows_of(11), floor=SPEAKING)
    silence = Silence("site6", quiet.at_utc - 1.5)
    async with console(replace(quiet, silences=(silence,))) as c:
        assert "6 Bắc Hà (đang phát biểu): đường truyền im lặng 1,5 giây" in attention(c)
        more = (Silence("site1", quiet.at_utc - 1.6), silence, Silence("site9", quiet.at_utc - 9))
        await c.publish(later(replace(quiet, silences=more), 0.5))
        assert "6 Bắc Hà (đang phát biểu): đường truyền im lặng 2,0 giây +1" in attention(c), (
            "9 is none of them"
        )
        await c.publish(later(later(quiet, 0.5), 0.5))
        assert "im lặng" not in attention(c)
