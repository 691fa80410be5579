"""Makes the tables of steps in docs: `python -m tests.support.procedures.procedure_page`."""

from gbdt_console.core.checklist.checks import CHECK_ROWS, CheckRow
from gbdt_console.text.words import Words
from tests.support.made_part import markdown_table, with_made_part
from tests.support.places import DOCS

PAGE = DOCS / "checklist.md"
MODULE = "tests.support.procedures.procedure_page"
_COLUMNS = ("check", "serves", "proved by", "passes without a person", "signed by the answer to")


def page(text: str) -> str:
    """Return the page with its table made anew."""
    return with_made_part(text, MODULE, table())


def table() -> str:
    """Return one row a check, in the order of the sheet."""
    words = Words("en")
    return markdown_table(_COLUMNS, [_row(row, words) for row in CHECK_ROWS.values()])


def _row(row: CheckRow, words: Words) -> tuple[str, ...]:
    return (
        words(f"check.{row.check}.name"),
        ", ".join(row.articles),
        words(f"check.{row.check}.proof"),
        "no" if row.needs_person else "yes",
        words(f"roll.{row.signed_by}.name"),
    )


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
