"""The wall in real browsers: what two of them see, that no key acts, and what ends with what."""

from pathlib import Path

from tests.support.engine.ports import running
from tests.support.journal.reader import read_journal
from tests.support.web.chromium import chromium
from tests.support.web.serving import is_alive, serving, until


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
            for key in "lcm":
                await wall.press(key)
            await wall.wait_for("This session is view-only; it cannot act.")
            assert read_journal(journal, copy) == before

            second = await browser.open(served.url, (800, 600))
            await second.wait_for("3 Điểm 3")
            second_console = served.consoles()[1]
            await wall.close()
            await until(lambda: served.consoles() == [second_console], "the end of the first console")

            assert await served.end() == 0
            assert not is_alive(second_console)
            await second.wait_for_script("document.body.classList.contains('-closed')")
