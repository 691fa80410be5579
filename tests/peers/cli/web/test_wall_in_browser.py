"""The wall in real browsers: what TV, laptop and phone show, that no key acts, and what ends with what."""

import os
import signal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from gbdt_console.core.clock import SystemClock
from tests.support.engine.fake_world import FakeWorld
from tests.support.engine.ports import running
from tests.support.journal.reader import read_journal
from tests.support.web.chromium import Page, chromium
from tests.support.web.serving import is_alive, serving, until

PICTURES = os.environ.get("GBDT_PAGE_PICTURES", "")
"""Folder in which the pages are kept to look at; empty for none."""
SITES, PIN = 99, "hoa-ban-1234"
TV, LAPTOP, PHONE = (1920, 1080), (1366, 768), (390, 844)
SEEN = """(() => {
    const main = document.querySelector("main"), screen = document.querySelector(".xterm-screen");
    const texts = [...main.querySelectorAll("p, li, input")];
    const top = document.elementFromPoint(innerWidth / 2, innerHeight / 4);
    return {
        told: Boolean(top.closest("main")) && main.innerText,
        size: Math.min(...texts.map(e => parseFloat(getComputedStyle(e).fontSize))),
        letters: Number(document.getElementById("terminal")?.dataset.fontSize ?? 0),
        width: screen ? screen.clientWidth / innerWidth : 0,
        height: screen ? screen.clientHeight / innerHeight : 0,
        overflow: [main, document.documentElement].some(e => e.scrollWidth > e.clientWidth),
        ground: getComputedStyle(document.body).backgroundColor,
    };
})()"""
"""What a person sees: the words if nothing covers them, sizes in pixels, and shares of the window."""


async def test_two_browsers_see_the_wall_and_change_nothing(tmp_path: Path) -> None:
    journal, copy = tmp_path / "journal.sqlite", tmp_path / "copy"
    with running(tmp_path):
        async with serving(tmp_path) as served, chromium(tmp_path / "profile") as browser:
            wall = await browser.open(served.url)
            for site in ("1 Điểm 1", "2 Điểm 2", "3 Điểm 3"):
                await wall.wait_for(site)
            await wall.wait_for("observing")
            outside = [url for url in wall.requested if f"//{served.url.split('/')[2]}/" not in url]
            assert outside == [], "the page needs nothing from elsewhere"
            before = read_journal(journal, copy)
            await wall.press_until("lcm", "This session is view-only; it cannot act.")
            assert read_journal(journal, copy) == before

            second = await browser.open(served.url, (800, 600))
            await second.wait_for("3 Điểm 3")
            second_console = served.consoles()[1]
            await wall.close()
            await until(lambda: served.consoles() == [second_console], "the end of the first console")

            assert await served.end() == 0
            assert not is_alive(second_console)
            await second.wait_for_script("document.body.classList.contains('-closed')")


async def test_a_tv_a_laptop_and_a_phone_each_show_what_is_wrong(tmp_path: Path) -> None:
    world = FakeWorld(SystemClock())
    (secret := tmp_path / "wall.pin").write_text(PIN)
    secret.chmod(0o600)
    with running(tmp_path, sites=SITES, world=world):
        async with (
            serving(tmp_path, "--pin", f"file:{secret}") as served,
            chromium(tmp_path / "profile") as browser,
        ):
            phone = await browser.open(f"{served.url}?theme=contrast", PHONE)
            await phone.wait_for_script("document.activeElement.id === 'pin'")
            await looked_at(phone, "390x844-pin")
            await phone.type("hoa-dao-9999")
            await phone.wait_for_script("document.body.innerText.includes('Wrong PIN.')")
            await phone.wait_for_script(
                "document.activeElement.id === 'pin' && !document.activeElement.value"
            )
            await phone.type(PIN)
            await phone.wait_for_script("document.body.innerText.includes('99/99 reachable')")
            world.cut(42)
            await phone.wait_for_script("document.body.innerText.includes('42 Điểm 42: lost')")
            await phone.wait_for_script("document.body.innerText.includes('98/99 reachable, waiting for 1')")
            seen = await looked_at(phone, "390x844")
            assert "42 Điểm 42" in seen["told"]
            assert (seen["size"] >= 16, seen["overflow"], seen["ground"]) == (True, False, "rgb(0, 0, 0)")
            assert all(PIN not in url for url in phone.requested)
            assert served.consoles() == [], "a list takes no seat"

            tv = await browser.open(served.url, TV, phone.profile)
            await until(served.consoles, "its console")
            (console,) = served.consoles()
            os.kill(console, signal.SIGSTOP)  # as on a machine that has no time for it
            await tv.wait_for_script("document.body.innerText.includes('98/99 reachable')")
            seen = await looked_at(tv, "1920x1080-opening")
            assert "42 Điểm 42: lost" in seen["told"]
            assert seen["size"] >= 28
            os.kill(console, signal.SIGCONT)
            await tv.wait_for("42✕L")
            await tv.wait_for_script("document.body.classList.contains('-first-byte')")
            seen = await looked_at(tv, "1920x1080")
            assert (seen["told"], seen["overflow"]) == (False, False)
            # Capitals of 20 px: 15 mm on a TV of 65 inches, twice what a good eye needs at 5 m.
            assert seen["letters"] >= 28
            assert seen["width"] > 0.97
            assert seen["height"] > 0.96
            assert cells(tv)[0] >= 112
            names = [f"Điểm {n} " for n in range(1, SITES + 1)]
            await tv.wait_until(lambda: all(name in tv.text() for name in names), "every name, whole,")

            await tv.close()
            laptop = await browser.open(f"{served.url}?theme=light", LAPTOP, phone.profile)
            await laptop.wait_for("observing")
            await laptop.wait_for_script("document.body.classList.contains('-first-byte')")
            seen = await looked_at(laptop, "1366x768")
            assert (seen["told"], seen["ground"]) == (False, "rgb(251, 251, 248)")
            assert seen["letters"] >= 19
            await laptop.wait_for("Điểm 99")

            await laptop.close()
            desk = await browser.open(f"{served.url}?fontsize=16", TV, phone.profile)
            await desk.wait_for("observing")
            assert cells(desk)[0] > 180
            far = await browser.open(f"{served.url}?fontsize=60", TV, phone.profile)
            await far.wait_for_script("document.body.classList.contains('-list')")
            await far.wait_for_script("document.body.innerText.includes('42 Điểm 42: lost')")
            seen = await looked_at(far, "1920x1080-far")
            assert ("42 Điểm 42: lost" in seen["told"], seen["size"] >= 60, seen["overflow"]) == (
                True,
                True,
                False,
            )
            assert await served.end() == 0


async def looked_at(page: Page, name: str) -> dict[str, Any]:
    """Return what a person sees, and keep its picture where they are wanted."""
    if PICTURES:
        await page.picture(Path(PICTURES, f"{name}.png"))
    seen: dict[str, Any] = await page.evaluate(SEEN)
    return seen


def cells(page: Page) -> tuple[int, int]:
    """Columns and lines that the page asked its console for."""
    asked = next(parse_qs(urlsplit(url).query) for url in page.requested if "/ws/" in url)
    return int(asked["width"][0]), int(asked["height"][0])
