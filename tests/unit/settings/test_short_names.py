from pathlib import Path

from tests.support.settings.configs import edited, load, problems_of


def test_a_short_name_is_read_and_may_be_left_out(tmp_path: Path) -> None:
    network = load(tmp_path, edited(("    name: Sa Pa\n", "    name: Sa Pa\n    short_name: S. Pa\n")))
    assert [site.short_name for site in network.sites] == ["S. Pa", ""]


def test_a_short_name_that_is_another_site_s_name_is_refused(tmp_path: Path) -> None:
    text = edited(("    name: Sa Pa\n", "    name: Sa Pa\n    short_name: bắc hà\n"))
    assert [problem.code for problem in problems_of(tmp_path, text)] == ["settings.duplicate-name"]


def test_a_short_name_may_repeat_the_site_s_own_name(tmp_path: Path) -> None:
    text = edited(("    name: Sa Pa\n", "    name: Sa Pa\n    short_name: Sa Pa\n"))
    assert problems_of(tmp_path, text) == ()
