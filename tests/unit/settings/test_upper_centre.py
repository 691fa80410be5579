"""The upper level's centre in sites.yaml: what to dial and whom to phone when its call is lost."""

from pathlib import Path

from gbdt_console.cli.config_warnings import unreachable_uppers
from gbdt_console.text.words import Words
from tests.support.settings.configs import edited, load

NAME = "    name: Sa Pa\n"


def doubts(tmp_path: Path, *edits: tuple[str, str]) -> list[str]:
    return list(unreachable_uppers(load(tmp_path, edited(*edits)), Words("vi")))


def test_the_backup_number_is_read_and_a_point_without_the_section_is_no_upper_centre(tmp_path: Path) -> None:
    network = load(tmp_path, edited((NAME, f'{NAME}    upper: {{backup_dial: "6200"}}\n')))
    assert [site.backup_dial for site in network.sites] == ["6200", None]


def test_an_upper_centre_without_a_backup_number_is_warned_of(tmp_path: Path) -> None:
    assert doubts(tmp_path) == []
    (told,) = doubts(tmp_path, (NAME, f"{NAME}    upper: {{}}\n"))
    assert "backup_dial" in told
    assert doubts(tmp_path, (NAME, f'{NAME}    upper: {{backup_dial: "6200"}}\n')) == []
