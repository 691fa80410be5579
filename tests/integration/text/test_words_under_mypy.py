"""`make check` refuses a code that is composed at run time and has no words."""

import subprocess
import sys
from pathlib import Path

from tests.support.places import ROOT

CONFIG = """
[tool.mypy]
strict = true
plugins = ["{root}/tests/support/words/mypy_plugin.py"]
cache_dir = "{root}/.mypy_cache/composed"
"""
SPEAKER = """
from enum import StrEnum

from gbdt_console.text.words import Words


class Colour(StrEnum):
    MAJOR = "major"
    PINK = "pink"


def said(words: Words, colour: Colour, free: str, is_old: bool) -> list[str]:
    return [
        words(f"severity.{colour}"),
        words(f"pane.{free}"),
        words(f"pane.{free}.old"),
        words("wall.since" if is_old else f"severity.{colour}"),
        words(free),
    ]
"""


def test_a_composed_code_without_words_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "speaker.py").write_text(SPEAKER)
    (tmp_path / "pyproject.toml").write_text(CONFIG.format(root=ROOT))
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", tmp_path / "pyproject.toml", tmp_path / "speaker.py"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = [line.partition("speaker.py:")[2] for line in checked.stdout.splitlines() if ": error:" in line]
    assert told == [
        "14: error: no words for severity.pink  [misc]",
        "15: error: the code 'pane.{}' is composed of free text and is not in OPEN  [misc]",
        "17: error: no words for severity.pink  [misc]",
    ]
