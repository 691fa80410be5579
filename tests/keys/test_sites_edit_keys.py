"""A site's page edits sites.yaml: who may, what is asked, what is written, and what is said."""

import asyncio
from collections.abc import Mapping

from gbdt_console.core.configuration.commands import ReloadSites
from gbdt_console.core.configuration.editing import EditRefused, SitesDesk
from gbdt_console.screens.dialogs.choice import ChoiceScreen
from gbdt_console.screens.dialogs.form import FormScreen
from tests.support.screens.console import Console, console

FIELDS = {
    "name": "Sa Pa", "circuit": "V-8", "contact": "trực kỹ thuật", "phone": "0214 1", "email": "",
    "carrier": "vnpt",
}  # fmt: skip
CARRIER = {"name": "VNPT", "contract": "", "contact": "trực VNPT", "phone": "0800 1", "email": ""}


class FakeDesk(SitesDesk):
    """Holds fields in memory; `refusal` is raised in place of a change."""

    def __init__(self) -> None:
        self.fields: dict[str, dict[str, str]] = {"carrier.vnpt": dict(CARRIER)}
        self.changed: list[tuple[str, Mapping[str, str]]] = []
        self.refusal: EditRefused | None = None

    def values(self, target: str) -> Mapping[str, str]:
        return self.fields.setdefault(target, dict(FIELDS))

    def change(self, target: str, values: Mapping[str, str]) -> bool:
        if self.refusal is not None:
            raise self.refusal
        before = self.fields[target]
        self.fields[target] = {**before, **values}
        self.changed.append((target, values))
        return before != self.fields[target]


async def until(c: Console, what: str) -> None:
    """Wait until a thread has answered and the screen shows it."""
    async with asyncio.timeout(20):
        while what not in c.text():
            await c.let_pass(0.5)


async def at_form(c: Console, kind: str) -> None:
    """Open the form of the eighth site's page; `kind` is the number of what is edited."""
    await c.press("l", "8", "enter")
    await c.let_pass(0.6)
    await c.press("ctrl+p", *"sites", "enter")
    await until(c, "Sửa trong sites.yaml")
    assert isinstance(c.app.screen, ChoiceScreen)
    await c.let_pass(0.6)
    await c.press(kind)
    await until(c, "Điện thoại")
    assert isinstance(c.app.screen, FormScreen)


async def test_a_new_number_is_written_and_the_engine_reads_the_file_again() -> None:
    desk = FakeDesk()
    async with console(sites=lambda: desk) as c:
        c.port.ends[ReloadSites] = ("reload.done", "đổi site8.contacts")
        await at_form(c, "1")
        assert "0214 1" in c.text()
        await c.press("down", "down", "down", *"0214 9", "enter")
        await until(c, "Đang dùng sites.yaml mới: đổi site8.contacts")
        assert c.port.submitted[1:] == [ReloadSites()]
        ((target, values),) = desk.changed
        assert target == "site8"
        assert values == {name: FIELDS[name] for name in ("name", "circuit", "contact", "email")} | {
            "phone": "0214 9"
        }


async def test_the_carrier_of_the_site_is_edited_by_its_own_id() -> None:
    desk = FakeDesk()
    async with console(sites=lambda: desk) as c:
        await at_form(c, "2")
        assert "trực VNPT" in c.text()
        await c.press("down", *"01/HĐ", "enter")
        async with asyncio.timeout(20):
            while not desk.changed:
                await c.let_pass(0.5)
        assert desk.changed[0][0] == "carrier.vnpt"
        assert desk.changed[0][1]["contract"] == "01/HĐ"


async def test_a_refused_edit_is_said_and_the_engine_is_not_asked() -> None:
    desk = FakeDesk()
    desk.refusal = EditRefused("sites.wrong", said="sites.yaml:12:5: sai")
    async with console(sites=lambda: desk) as c:
        await at_form(c, "1")
        await c.press("enter")
        await until(c, "sites.yaml:12:5")
        assert ReloadSites() not in c.port.submitted


async def test_without_a_file_and_without_control_nothing_is_asked() -> None:
    async with console() as c:
        await c.press("l", "8", "enter")
        await c.press("ctrl+p", *"sites", "enter")
        await until(c, "Không có tệp sites.yaml")
    async with console(sites=FakeDesk) as c:
        await c.press("8", "enter")
        await c.press("ctrl+p", *"sites", "enter")
        await until(c, "nhận quyền trước")
        assert not c.port.submitted
