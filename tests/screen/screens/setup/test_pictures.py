"""Pages of the guided start as pictures."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from gbdt_console.core.clock import ManualClock
from tests.support.setup.newcomer import app_over, keep_answers, table

Compare = Callable[..., bool]
WRONG = "1,Bát Xát,10.22.2.0/24,\nx,Bảo Yên,=1,\n5,Mường Khương,10.22.1.128/25,0214 000 005\n"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_rows_of_a_table_that_are_wrong(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snap_compare: Compare
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("diem.csv").write_text(table(1) + WRONG)
    keep_answers(tmp_path / "sites.yaml")

    async def read(pilot: Pilot[object]) -> None:
        await pilot.press("enter")
        await pilot.pause()

    app, _ = app_over(tmp_path / "sites.yaml", ManualClock())
    assert snap_compare(app, terminal_size=size, run_before=read)


def test_the_first_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snap_compare: Compare) -> None:
    monkeypatch.chdir(tmp_path)
    app, _ = app_over(tmp_path / "sites.yaml", ManualClock())
    assert snap_compare(app, terminal_size=(80, 24))
