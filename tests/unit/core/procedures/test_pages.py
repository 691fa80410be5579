"""The tables of checks and steps in the docs are the code's own."""

from pathlib import Path

import pytest

from tests.support.made_part import with_made_part
from tests.support.procedures.procedure_page import MODULE, PAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_table_of_a_procedure_is_up_to_date(page: Path) -> None:
    text = page.read_text("utf-8")
    assert text == with_made_part(text, MODULE, PAGES[page]()), f"make it anew: python -m {MODULE}"
