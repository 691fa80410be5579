"""Absent sites under a technician's hands: how they left, excused, called."""

from dataclasses import replace

import pytest

from gbdt_console.core.conference.commands import (
    DialSite,
    ExcuseSite,
    UnblockMicrophone,
)
from gbdt_console.core.conference.roster import Departure, RedialState
from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.screens.site.site_screen import SiteScreen
from tests.support.conference.snapshots import rows_of
from tests.support.screens.console import console
from tests.support.screens.meeting_console import (
    SPEAKING,
    ask,
    highlighted,
    lines,
    meeting,
    now,
    settle,
    tile,
)
from tests.support.screens.scripted_port import AT_UTC


def absent(**floor: object) -> dict[str, object]:
    """Three are absent, each in its own way."""
    left = {
        "site3": Departure(AT_UTC - 120, HungUpBy.CONSOLE, "Trực ca 2"),
        "site4": Departure(AT_UTC - 60, HungUpBy.SITE),
        "site5": Departure(AT_UTC - 60),
    }
    redial = {"site4": RedialState(7, AT_UTC + 45), "site5": RedialState(0)}
    rows = tuple(
        replace(row, left=left.get(row.site_id), redial=redial.get(row.site_id))
        for row in rows_of(11, away=(2, 3, 4, 5, 6))
    )
    return {"rows": rows, "floor": replace(SPEAKING, **floor)}  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_an_absent_site_tells_how_it_left_and_whether_it_is_excused(size: tuple[int, int]) -> None:
    async with console(meeting(**absent(excused=(("site2", "họp huyện"),))), size=size) as c:
        assert "được phép vắng" in tile(c, "2 TP. Lào Cai")
        assert "đã rời" in tile(c, "4 Bảo Thắng")
        assert "chưa vào" not in tile(c, "4 Bảo Thắng")
        assert "chưa vào phòng họp" in tile(c, "6 Bắc Hà")
        await c.press("j")
        told = {name: next(line for line in lines(c) if name in line)
                for name in ("2 TP. Lào Cai", "3 Bát Xát", "4 Bảo Thắng", "5 Bảo Yên")}  # fmt: skip
        assert "được phép vắng · họp huyện" in told["2 TP. Lào Cai"]
        assert "Trực ca 2 ngắt cuộc gọi lúc" in told["3 Bát Xát"]
        assert "điểm cầu tự ngắt cuộc gọi lúc" in told["4 Bảo Thắng"]
        assert "không rõ ai ngắt" in told["5 Bảo Yên"]
        if size[0] > 80:
            assert "còn 7 lần gọi lại, lần tới" in told["4 Bảo Thắng"]
            assert "hết lượt gọi lại" in told["5 Bảo Yên"]


async def test_a_full_stop_excuses_the_absent_site_with_a_reason_and_takes_it_back() -> None:
    snapshot = meeting(**absent())
    async with console(snapshot) as c:
        await c.press("j", "home")
        await settle(c)
        assert ". cho phép vắng" not in lines(c)[-1], "the menu names what has a sign for a key"
        await c.press("full_stop", "enter")
        assert "Cần lý do vắng" in c.text()
        assert await ask(c, *"hop huyen", "enter") == [ExcuseSite("site2", "hop huyen")]
        await now(c, snapshot, **absent(excused=(("site2", "hop huyen"),)))
        assert await ask(c, "full_stop") == [ExcuseSite("site2", is_on=False)]
        await c.press("end")
        await settle(c)
        assert await ask(c, "full_stop") == []


async def test_an_absent_site_is_called_and_a_site_is_never_isolated() -> None:
    async with console(meeting(rows_of(11, away=(9,)))) as c:
        await c.press("j")
        await settle(c)
        assert "9 Si Ma Cai" in highlighted(c)[1]
        assert await ask(c, "k") == [DialSite("site9")]
        assert await ask(c, "delete", "greater_than_sign") == []
        await c.press("down")
        assert await ask(c, "k") == []
        assert "đang ở trong phòng họp rồi" in c.text()
        assert await ask(c, "down", "m") == [UnblockMicrophone("site2")]
        await c.press("enter")
        assert isinstance(c.app.screen, SiteScreen)
