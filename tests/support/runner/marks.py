"""Tells the runner of each test in which part it runs, and whether it may run once more where it failed."""

import os
import re
import zlib
from collections.abc import Iterable
from pathlib import Path

import pytest

REAL = "real"
"""Mark of tests with real processes, sockets or waiting that lie beside deterministic ones; they are a part
of their own, which runs later."""
REAL_LIE_AMONG = ("contract", "screen", "keys")
"""Parts in which a test may have that mark."""
SEARCH = "search"
"""Mark of tests without real parts that look for a fault among many inputs: every property, by itself, and
long walks of random keys. They are a part of their own, which runs later."""
SEARCHES_LIE_AMONG = ("unit", "contract", "screen", "keys")
"""Parts in which a test may be one of these."""
SEARCH_THIRD = "GBDT_SEARCH_THIRD"
"""Variable of the environment: the third of the searches that runs, 1 to 3; all of them without it."""
SOAK = "soak"
"""Mark of full counts, also where one stands beside its short form: `make soak` alone runs it."""
MAY_RUN_AGAIN = "may_run_again"
"""Property of a test in the JUnit report: its id for pytest. One without it never runs again."""
NEVER_AGAIN = "never_again"
"""Mark of tests that look for faults by chance and whose names do not say so.

Such a test fails rarely, and each of its failures is a finding.
"""
BY_CHANCE = re.compile(r"kill|power_cut|fuzz|mutated|hostile|junk|flood|random|_disk")
"""Names of files or tests that kill, cut, fill, or send what chance made."""


def mark_by_folder(items: Iterable[pytest.Item], tests: Path) -> None:
    """Mark each test by the folder below `tests` that it lies in, unless it is real, a search or a soak."""
    for item in items:
        if item.get_closest_marker(SOAK):
            continue
        folder = item.path.relative_to(tests).parts[0]
        if item.get_closest_marker(REAL):
            _allow(item, REAL, folder in REAL_LIE_AMONG)
        elif item.get_closest_marker(SEARCH):
            _allow(item, SEARCH, folder in SEARCHES_LIE_AMONG)
        elif folder in SEARCHES_LIE_AMONG and _is_property(item):
            item.add_marker(getattr(pytest.mark, SEARCH))
        else:
            item.add_marker(getattr(pytest.mark, folder))


def searches_of_other_thirds(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return the searches that do not run this time."""
    third = os.environ.get(SEARCH_THIRD, "")
    searches = [item for item in items if item.get_closest_marker(SEARCH)] if third else []
    return [item for item in searches if str(1 + zlib.crc32(item.nodeid.encode()) % 3) != third]


def _allow(item: pytest.Item, mark: str, is_allowed: bool) -> None:
    if not is_allowed:
        raise pytest.UsageError(f"{item.nodeid}: nothing there is marked {mark}")


def _is_property(item: pytest.Item) -> bool:
    return bool(getattr(getattr(item, "obj", None), "is_hypothesis_test", False))


def name_who_may_run_again(items: Iterable[pytest.Item]) -> None:
    """Put the property into the report of each test that may."""
    for item in items:
        if not _looks_by_chance(item):
            item.user_properties.append((MAY_RUN_AGAIN, item.nodeid))


def _looks_by_chance(item: pytest.Item) -> bool:
    is_marked = item.get_closest_marker(NEVER_AGAIN) or item.get_closest_marker(SEARCH)
    return bool(_is_property(item) or is_marked or BY_CHANCE.search(item.nodeid))
