"""The table of checks in the docs is the code's own."""

from tests.support.procedures import procedure_page


def test_the_table_of_checks_is_up_to_date() -> None:
    text = procedure_page.PAGE.read_text("utf-8")
    assert text == procedure_page.page(text), f"make it anew: python -m {procedure_page.MODULE}"
