"""A field that offers what is known: by number, by arrow, filtered by what is typed, or something new."""

from gbdt_console.core.known_names import numbered
from gbdt_console.screens.dialogs.form import Field, FormScreen
from tests.support.screens.console import Console, console

PEOPLE = ("Nguyễn Văn An", "Trần Thị Lan", "", "Hoàng Lan Anh", "Trần Thị Lan", "Đỗ Minh", "Hà", "Tú", "Vy")


FIELDS = (
    Field("Người trực", known=numbered(PEOPLE)),
    Field("Người ký", "Tú", known=numbered(PEOPLE)),
    Field("Ghi chú"),
)


async def ask(c: Console, given: list[tuple[str, ...]]) -> None:
    await c.let_pass(1.0)
    await c.app.put_dialog(FormScreen(c.wall.appearance, "Trực", FIELDS, lambda _: ""), given.append)
    await c.pilot.pause()


async def test_a_known_value_is_chosen_and_a_new_one_is_typed() -> None:
    cases = (
        (("2", "enter"), ("Trần Thị Lan", "Tú", "")),
        ((*"lan", "down", "down", "enter"), ("Hoàng Lan Anh", "Tú", "")),
        ((*"lan", "enter"), ("lan", "Tú", "")),
        ((*"an", "down", "down", "up", "enter"), ("Nguyễn Văn An", "Tú", "")),
        ((*"xyz", "down", "down", *"1", "enter"), ("xyz", "Tú", "1")),
        (("down", "down", *"x", "up", "4", "enter"), ("", "Đỗ Minh", "x")),
        ((*"moi", "tab", "4", "tab", "4", "enter"), ("moi", "Đỗ Minh", "4")),
        ((*"an", "down", "tab", "tab", *"x", "enter"), ("Nguyễn Văn An", "Tú", "x")),
        (("9", "enter"), ("9", "Tú", "")),
    )
    async with console(size=(80, 24)) as c:
        for keys, values in cases:
            given: list[tuple[str, ...]] = []
            await ask(c, given)
            await c.press(*keys)
            assert given == [values], keys
        await ask(c, [])
        assert "2  Trần Thị Lan" in c.text()
        assert "còn 2 …" in c.text(), "each name once, the last ones below"
        await c.press(*"lan")
        assert "3  Hoàng Lan Anh" in c.text(), "with its number of the whole list"
        assert "Nguyễn Văn An" not in c.text()
        await c.press(*"x")
        assert "Trần Thị Lan" not in c.text()
        await c.press("tab")
        assert c.text().count("1  Nguyễn Văn An") == 1, "only below the field in which one types"
        await c.press("tab")
        assert "Nguyễn Văn An" not in c.text()
