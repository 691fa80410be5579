"""The reader of YAML events: its short cut around the cleaner, and its twin without the C library."""

from pathlib import Path

import pytest
import yaml

from gbdt_console.core.clean_text import clean
from gbdt_console.settings import tree
from gbdt_console.settings.shipped import shipped_example
from tests.support.settings.configs import BASE, load, problems_of


def test_the_short_cut_takes_only_what_the_cleaner_would_leave_alone() -> None:
    taken = [char for char in map(chr, range(0x11000)) if tree._PLAIN.fullmatch(char)]
    assert len(taken) > 600
    assert [char for char in taken if clean(char) != char] == []
    assert clean("".join(taken), limit=2000) == "".join(taken)


@pytest.mark.parametrize("text", [BASE, shipped_example("sites.yaml")], ids=["base", "shipped"])
def test_yaml_without_its_c_library_reads_the_same(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = load(tmp_path, text)
    monkeypatch.setattr(tree, "_Loader", yaml.BaseLoader)
    assert load(tmp_path, text) == fast


@pytest.mark.parametrize(
    "text",
    [
        "a: *x\n",
        "a: !x!y z\n",
        'a: "b\n',
        "a: [1\n",
        "a: b: c\n",
        "a:\n\tb: 1\n",
        "a: @b\n",
        "[" * 50_000,
        "- " * 50_000,
    ],
)
def test_yaml_without_its_c_library_fails_as_clearly(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (fast,) = problems_of(tmp_path, text)
    monkeypatch.setattr(tree, "_Loader", yaml.BaseLoader)
    (slow,) = problems_of(tmp_path, text)
    assert (slow.code, slow.line) == (fast.code, fast.line)
