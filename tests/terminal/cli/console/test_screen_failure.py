"""A screen that dies is reported and started again over the same port; three times in a minute ends it."""

import pytest

import gbdt_console.app
from gbdt_console.app import Ending, GbdtApp
from gbdt_console.cli.console.screen_supervisor import keep_showing
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.commands import ReportScreenFailure
from gbdt_console.text.words import Words
from tests.support.screens.console import console
from tests.support.screens.scripted_port import ScriptedPort, later, make_snapshot


class Failing(GbdtApp):
    """Dies of a value in its first `deaths` lives, after a Snapshot came; in the next it is left."""

    deaths = 0
    lives = 0

    async def run_async(self, **_: object) -> Ending | None:
        return await super().run_async(headless=True)

    def show_snapshot(self, snapshot: object) -> None:
        super().show_snapshot(snapshot)
        Failing.lives += 1
        if Failing.lives <= Failing.deaths:
            password = "hunter" + "2"
            raise RuntimeError(password)
        self.exit(Ending.LEFT)


@pytest.mark.parametrize(("deaths", "goes_on", "lives"), [(0, True, 1), (2, True, 3), (9, False, 3)])
async def test_a_screen_that_dies(
    deaths: int, goes_on: bool, lives: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gbdt_console.app, "GbdtApp", Failing)
    monkeypatch.setattr(Failing, "deaths", deaths)
    monkeypatch.setattr(Failing, "lives", 0)
    port = Repeating(make_snapshot(11))
    assert await keep_showing(port, Words("vi"), AppOptions()) is goes_on
    assert Failing.lives == lives
    reports = [command for command in port.submitted if isinstance(command, ReportScreenFailure)]
    assert [report.error for report in reports] == ["RuntimeError"] * min(deaths, 3)
    assert all(report.place.startswith("test_screen_failure.py:") for report in reports)
    assert "hunter2" not in repr(port.submitted)


async def test_a_snapshot_that_comes_while_the_app_ends_is_no_failure() -> None:
    snapshot = make_snapshot(11)
    async with console(snapshot) as c:
        pass
    c.app.show_snapshot(later(snapshot, 1.0))
    assert c.app.failure is None


class Repeating(ScriptedPort):
    """Gives the newest Snapshot to every new follower, as the engine does."""

    async def snapshots(self):
        self._changed.set()
        async for snapshot in super().snapshots():
            yield snapshot
