"""The rules of size that keep a file one idea."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.support.places import ROOT

PACKAGE = ROOT / "gbdt_console"
MOST_LINES = 400
MOST_IMPORTS = 8
WIRING = {
    "engine/engine.py": 8,
    "engine/works.py": 12,
    "app.py": 11,
    "cli/demo/open_demo.py": 10,
    "compose.py": 9,
    "engine/wiring/build_features.py": 12,
}
"""Files whose one idea is to put others together; the numbers may only fall."""
LISTS = {
    "devices/registry.py": "gbdt_console.devices.drivers",
    "screens/screen_table.py": "gbdt_console.screens",
    "screens/actions/feature_table.py": "gbdt_console.screens",
    "text/event_table.py": "gbdt_console.text",
}
"""A file that lists the modules of a package, and that package: its modules count as one, as a new family or
screen is one line more."""

MARKS = ("unit", "integration", "screen", "keys", "terminal", "contract", "lab", "peers", "package", "soak")
"""Folders of test modules; what several of them use stands in tests/support."""

FILES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_one_idea(name: str) -> None:
    source = (PACKAGE / name).read_text()
    tree = ast.parse(source)
    assert len(source.splitlines()) <= MOST_LINES
    assert ast.get_docstring(tree) is not None, f"{name}: no module docstring"
    assert len(_collaborators(tree, LISTS.get(name))) <= WIRING.get(name, MOST_IMPORTS)


@pytest.mark.parametrize(
    ("source", "counted"),
    [
        ("from gbdt_console.engine import engine, monitor", {"engine.engine", "engine.monitor"}),
        ("from gbdt_console.engine.engine import Engine, Equipment", {"engine.engine"}),
        ("import gbdt_console.compose", {"compose"}),
        ("def late():\n    from gbdt_console.ui import feed", {"ui.feed"}),
        ("from gbdt_console.core import sites\nfrom gbdt_console.core.clock import Clock", set()),
    ],
)
def test_modules_count_however_they_are_imported(source: str, counted: set[str]) -> None:
    assert _collaborators(ast.parse(source)) == {f"gbdt_console.{name}" for name in counted}


def _collaborators(tree: ast.Module, listed: str | None = None) -> set[str]:
    """Name the project's modules that a file imports, also inside functions.

    Core does not count: it holds values without behaviour towards others, which every layer speaks. The rule
    limits with how many parts a file works together.
    """
    found = {module for node in ast.walk(tree) for module in _imported(node)}
    if listed:
        found = {listed if module.startswith(f"{listed}.") else module for module in found}
    return {module for module in found if not f"{module}.".startswith("gbdt_console.core.")}


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name.startswith("gbdt_console."))
    elif isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith("gbdt_console."):
        for alias in node.names:
            name = f"{node.module}.{alias.name}"
            yield name if _is_module(name) else str(node.module)


@cache
def _is_module(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return path.with_suffix(".py").is_file() or path.is_dir()


def test_a_test_module_imports_no_other_test_module() -> None:
    imported = re.compile(rf"^\s*from tests\.({'|'.join(MARKS)})\.", re.MULTILINE)
    assert imported.search("from tests.unit.text import words")
    for path in (ROOT / "tests").rglob("*.py"):
        assert not imported.search(path.read_text()), path


@pytest.mark.parametrize("name", ["screens/live.py", "core/ledger.py", "text/entries.py"])
def test_what_all_features_share_names_none_of_them(name: str) -> None:
    features = {folder.name for folder in (PACKAGE / "screens/actions").iterdir() if folder.is_dir()}
    found = {
        module for node in ast.walk(ast.parse((PACKAGE / name).read_text())) for module in _imported(node)
    }
    assert found
    assert not [module for module in found if features.intersection(module.split("."))]
