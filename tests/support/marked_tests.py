"""Finds the tests that a mark with names stands on, by their source."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.places import ROOT


def marked_tests(mark: str) -> dict[str, list[str]]:
    """The tests under each name of `@pytest.mark.MARK("name")`: 'tests/…/test_x.py::test_y'."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, test in _marked(path, mark):
            found.setdefault(name, []).append(f"{path.relative_to(ROOT)}::{test}")
    return found


def _marked(path: Path, mark: str) -> Iterator[tuple[str, str]]:
    text = path.read_text("utf-8")
    if f"mark.{mark}(" not in text:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for one in node.decorator_list:
                if isinstance(one, ast.Call) and ast.unparse(one.func) == f"pytest.mark.{mark}":
                    yield from ((ast.literal_eval(name), node.name) for name in one.args)
