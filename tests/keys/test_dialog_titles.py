"""A dialog's title repeats what was asked for, and of what: two menus behind one key look alike otherwise."""

from collections.abc import Sequence

from tests.support.screens.busy_day import everything
from tests.support.screens.console import console

TITLES: Sequence[tuple[Sequence[str], str]] = (
    (("f4", "enter", "3"), "Ghi đã báo nhà mạng, số phiếu · Sự cố 8"),
    (("f4", "enter", "4"), "Ghi giải pháp · Sự cố 8"),
    (("f2", "3", "h", "1"), "Ghi nguyên nhân và dự kiến khôi phục · Sự cố 7"),
    (("f2", "2", "p"), "Gọi preset số mấy · 2 TP. Lào Cai"),
    (("f2", "2", "r"), "Codec của phòng · 2 TP. Lào Cai"),
    (("f5", "exclamation_mark"), "Điều hành cuộc đang họp · dự kiến kết thúc"),
    (("f5", "exclamation_mark", "4"), "Đổi giờ kết thúc cuộc họp · Giao ban"),
    (("f5", "colon", "enter", "4"), "Ghi đào tạo · Trung tâm điều khiển"),
    (("f5", "colon", "enter", "7"), "Ký vệ sinh phòng và thiết bị · Trung tâm điều khiển"),
    (("f6", "percent_sign"), "Ký hoặc ghi lỗi · 1 VP UBND tỉnh"),
)


async def test_the_title_names_the_act_and_what_it_is_about() -> None:
    async with console(everything()) as c:
        for keys, title in TITLES:
            for key in keys:
                await c.let_pass(0.6)
                await c.press(key)
            await c.pilot.pause()
            assert title in c.text(), keys
            await c.let_pass(0.6)
            await c.press("escape", "escape")
