"""Marks every test by the folder it lives in."""

from pathlib import Path

import pytest

MARK_OF_FOLDER = {
    "unit": "unit",
    "integration": "unit",
    "contract": "unit",
    "screen": "screen",
    "lab": "lab",
    "soak": "soak",
}
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = Path(item.path).relative_to(HERE).parts[0]
        item.add_marker(getattr(pytest.mark, MARK_OF_FOLDER[folder]))
