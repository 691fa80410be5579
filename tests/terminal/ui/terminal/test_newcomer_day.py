"""A newcomer works a whole day, from the register to the minutes, by ten keys and the menu."""

from pathlib import Path

import pytest

from tests.support.terminal.newcomer import Newcomer


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_whole_day_is_worked_with_ten_keys_and_the_menu(size: tuple[int, int], tmp_path: Path) -> None:
    newcomer = Newcomer(tmp_path, size)
    try:
        cost = newcomer.work()
    finally:
        newcomer.close()
    assert cost.keys() == newcomer.most().keys()
    assert {task: keys for task, keys in cost.items() if keys > newcomer.most()[task]} == {}
