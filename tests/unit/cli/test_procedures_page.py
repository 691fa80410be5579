"""The regulation's rows, the tests that are marked with them, and the page made of both."""

import re

import click
import pytest

from gbdt_console.cli.main import root
from tests.support.regulation import procedures_page
from tests.support.regulation.rows import ROWS, Row


def test_every_row_of_the_regulation_has_a_test_on_running_parts() -> None:
    found = procedures_page.proofs()
    assert [row.ref for row in ROWS if not found.get(row.ref)] == []
    assert sorted(set(found) - {row.ref for row in ROWS}) == [], "a mark names no row"


def test_the_page_of_procedures_is_up_to_date() -> None:
    text = procedures_page.PAGE.read_text("utf-8")
    assert text == procedures_page.page(), "make it anew: python -m tests.support.regulation.procedures_page"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.ref)
def test_every_verb_on_the_page_exists_with_its_options(row: Row) -> None:
    for way in re.findall(r"`([a-z][^`]+)`", row.ways):
        verb: click.Command = root
        for word in way.split():
            if word.startswith("--"):
                assert word in {option for one in verb.params for option in one.opts}, way
            elif isinstance(verb, click.Group):
                found = verb.get_command(click.Context(verb), word)
                assert found is not None, way
                verb = found
