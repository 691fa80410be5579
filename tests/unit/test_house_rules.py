"""The rules of size that keep a file one idea."""

import ast

import pytest

from tests.support.places import ROOT

PACKAGE = ROOT / "gbdt_console"
MOST_LINES = 400
MOST_IMPORTS = 8
WIRING = {
    "engine/engine.py": 13,
    "app.py": 11,
    "cli/demo/demo.py": 12,
    "compose.py": 9,
    "engine/alarms/service.py": 9,
    "screens/screen_factory.py": 9,
}
"""Files whose one idea is to put others together; the numbers may only fall."""

FILES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_one_idea(name: str) -> None:
    source = (PACKAGE / name).read_text()
    tree = ast.parse(source)
    assert len(source.splitlines()) <= MOST_LINES
    assert ast.get_docstring(tree) is not None
    assert len(_project_modules(tree)) <= WIRING.get(name, MOST_IMPORTS)


def _project_modules(tree: ast.Module) -> set[str]:
    """The project's modules it imports; core holds the values that every file speaks, and does not count."""
    found = {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("gbdt_console.")
    }
    return {module for module in found if not module.startswith("gbdt_console.core.")}
