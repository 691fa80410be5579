"""What lies behind one site: its hour as a graph and its journal."""

from dataclasses import replace

from gbdt_console.core.site_history import HOUR_S, SitePast
from gbdt_console.core.site_view import TREND_LOST, TREND_UNKNOWN
from gbdt_console.screens.site.site_screen import SiteScreen
from gbdt_console.ui.drawing.appearance import appearance_of
from gbdt_console.ui.hour_columns import columns_of, fold, seconds_a_column, top_ms
from gbdt_console.widgets.site.hour_graph import HourGraph
from tests.support.screens.console import console
from tests.support.screens.scripted_port import later, make_snapshot

BEGINS = 1_767_594_000


def test_a_column_tells_least_mean_most_and_the_share_that_was_lost() -> None:
    column = fold(0, [100, 300, TREND_LOST, 200, TREND_UNKNOWN])
    assert (column.least_ms, column.mean_ms, column.most_ms, column.loss) == (10.0, 20.0, 30.0, 0.25)
    assert (fold(0, [TREND_LOST]).mean_ms, fold(0, [TREND_LOST]).loss) == (None, 1.0)
    assert fold(0, [TREND_UNKNOWN]).loss is None


def test_a_second_later_the_columns_have_not_moved() -> None:
    seconds = tuple(range(HOUR_S))
    one = columns_of(seconds, BEGINS, 36)
    other = columns_of((*seconds[1:], HOUR_S), BEGINS + 1, 36)
    assert len(one) == len(other) == HOUR_S // 36
    assert [c.at_utc_s for c in one] == [c.at_utc_s for c in other]
    assert one[1:-1] == other[1:-1]


def test_every_second_falls_into_its_column_and_the_hour_fits() -> None:
    for room in (24, 60, 70, 109, 190, 290):
        step_s = seconds_a_column(room)
        assert HOUR_S // step_s <= room
        seconds = [50] * HOUR_S
        seconds[-1] = TREND_LOST
        columns = columns_of(seconds, BEGINS, step_s)
        assert columns[-1].loss
        assert all(column.loss == 0 for column in columns[:-1])


def test_one_late_answer_does_not_flatten_the_graph() -> None:
    seconds = [100] * HOUR_S
    seconds[1_800] = 10_000
    assert top_ms(columns_of(seconds, BEGINS, 60)) < 100


def test_gaps_are_blank_losses_are_marked_and_ascii_is_ascii() -> None:
    seconds = [TREND_UNKNOWN] * 1_800 + [TREND_LOST] * 600 + [100] * 1_200
    for is_ascii, lost in ((False, "✕"), (True, "x")):
        look = appearance_of("en", "dark", {}, ascii_only=is_ascii)
        lines = [
            line.text for line in HourGraph(look, 79, 4).paint(SitePast("s", BEGINS, tuple(seconds), ()))
        ]
        axis, bottom = lines[-2][9:], lines[-3][9:]
        assert axis[:30].strip() == bottom[:40].strip() == ""
        assert axis[30:40] == lost * 10
        assert bottom[40:60].strip() == bottom[40:60]
        assert all(line.isascii() for line in lines) is is_ascii
        assert "not measured 30:00" in lines[0]
        assert "loss 33.33%" in lines[0]


def test_an_hour_without_any_reply_reads_as_no_answer() -> None:
    seconds = (TREND_UNKNOWN,) * 3_000 + (TREND_LOST,) * 600
    graph = HourGraph(appearance_of("en", "dark", {}, ascii_only=False), 79, 4)
    figures = graph.paint(SitePast("s", BEGINS, seconds, ()))[0]
    assert figures.text.split() == ["no", "answer", "10:00", "not", "measured", "50:00"]


async def test_the_hour_and_the_journal_stand_on_the_page() -> None:
    async with console() as c:
        await c.press("3", "enter")
        await c.pilot.pause()
        assert "1 GIỜ QUA (đến 14:22:18)" in c.text()
        assert "14:00" in c.text()
        assert "3 Bát Xát · đường truyền: mất kết nối từ 13:47:18" in c.text()


async def test_a_past_that_does_not_come_blocks_nothing_and_another_sites_is_never_shown() -> None:
    snapshot = make_snapshot(11)
    async with console(snapshot) as c:
        await c.press("3", "enter")
        await c.pilot.pause()
        c.port.answers.clear()
        await c.press("right")
        assert "4 Bảo Thắng" in c.text()
        assert "đang đọc" in c.text()
        assert "3 Bát Xát · đường truyền" not in c.text()
        await c.publish(later(snapshot, 1.0, lambda s: replace(s, rtt_ms=77.0)))
        assert "77 ms" in c.text()
        c.port.answers.set()
        await c.pilot.pause()
        await c.pilot.pause()
        assert c.port.asked == ["site3", "site4"]
        assert "4 Bảo Thắng · đường truyền" in c.text()


async def test_the_past_that_stands_stays_while_a_newer_one_is_asked_for() -> None:
    async with console() as c:
        await c.press("3", "enter")
        await c.pilot.pause()
        c.port.answers.clear()
        screen = c.app.screen
        assert isinstance(screen, SiteScreen)
        screen.run_worker(screen.past._keep_asking("site3"), group="past", exclusive=True)
        await c.pilot.pause()
        assert c.port.asked == ["site3", "site3"]
        assert "1 GIỜ QUA (đến 14:22:18)" in c.text()


async def test_an_engine_that_goes_away_while_it_is_asked_leaves_the_screen_up() -> None:
    async with console() as c:
        c.port.answers.clear()
        await c.press("3", "enter")
        c.port.break_off()
        c.port.answers.set()
        await c.pilot.pause()
        await c.pilot.pause()
        assert "MẤT LIÊN LẠC VỚI TIẾN TRÌNH GIÁM SÁT" in c.text()
        assert isinstance(c.app.screen, SiteScreen)
