"""Makes the tables of steps in docs: `python -m tests.support.procedures.procedure_page`."""

from gbdt_console.core.checklist.checks import CHECK_ROWS
from gbdt_console.core.shutdown.steps import STEP_ROWS
from gbdt_console.text.words import Words
from tests.support.made_part import markdown_table, with_made_part
from tests.support.places import DOCS

MODULE = "tests.support.procedures.procedure_page"
_CHECKS = ("check", "serves", "proved by", "passes without a person", "signed by the answer to")
_STEPS = ("step", "serves", "proved by", "the console does it where allowed", "passes without a person")
_WORDS = Words("en")


def checks() -> str:
    """Return one row a check, in the order of the sheet."""
    rows = [
        (
            _WORDS(f"check.{row.check}.name"),
            ", ".join(row.articles),
            _WORDS(f"check.{row.check}.proof"),
            _yes(not row.needs_person),
            _WORDS(f"roll.{row.signed_by}.name"),
        )
        for row in CHECK_ROWS.values()
    ]
    return markdown_table(_CHECKS, rows)


def steps() -> str:
    """Return one row a step of the shutdown, in order."""
    rows = [
        (
            _WORDS(f"step.{row.step}.name"),
            ", ".join(row.articles),
            _WORDS(f"step.{row.step}.proof"),
            _yes(row.is_acted),
            _yes(not row.needs_person),
        )
        for row in STEP_ROWS.values()
    ]
    return markdown_table(_STEPS, rows)


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


PAGES = {DOCS / "checklist.md": checks, DOCS / "shutdown.md": steps}

if __name__ == "__main__":
    for page, table in PAGES.items():
        page.write_text(with_made_part(page.read_text("utf-8"), MODULE, table()), "utf-8")
