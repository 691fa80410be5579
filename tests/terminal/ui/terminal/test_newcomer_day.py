"""A newcomer works a whole day, from the register to the minutes, by ten keys and the menu."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.support.terminal.newcomer import Newcomer

SIZES = ((80, 24), (120, 40))


def test_a_whole_day_is_worked_with_ten_keys_and_the_menu(tmp_path: Path) -> None:
    """Both sizes side by side: a person mostly waits and looks."""

    def work(size: tuple[int, int]) -> dict[str, tuple[int, int]]:
        """Return what cost more keys than it may, with the most that it may."""
        home = tmp_path / f"{size[0]}x{size[1]}"
        home.mkdir()
        newcomer = Newcomer(home, size)
        try:
            cost, most = newcomer.work(), newcomer.most()
        finally:
            newcomer.close()
        assert cost.keys() == most.keys()
        return {task: (keys, most[task]) for task, keys in cost.items() if keys > most[task]}

    with ThreadPoolExecutor() as side_by_side:
        assert dict(zip(SIZES, side_by_side.map(work, SIZES), strict=True)) == {size: {} for size in SIZES}
