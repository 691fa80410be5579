"""Makes docs/procedures.md from the rows of the regulation and the tests that are marked with them.

Run it as `python -m tests.support.regulation.procedures_page`.
"""

from tests.support.made_part import markdown_table
from tests.support.marked_tests import marked_tests
from tests.support.places import DOCS
from tests.support.regulation.rows import ROWS

PAGE = DOCS / "procedures.md"
_HEAD = """# The regulation, article by article

What Decision 22/2010/QĐ-UBND asks of the console, what it does about it, by which keys and verbs, and the
tests that prove it on running parts: `.venv/bin/python -m pytest -m article`. Bodies and article numbers of a
province's own regulation: [regulation.md](regulation.md).

Made by `python -m tests.support.regulation.procedures_page` from `tests/support/regulation/rows.py` and the
marks of the tests.

"""


def proofs() -> dict[str, list[str]]:
    """The marked tests of each row."""
    return marked_tests("article")


def page() -> str:
    tests = proofs()
    rows = [
        (row.ref, row.asks, row.does, row.ways, "<br>".join(f"`{test}`" for test in tests.get(row.ref, ())))
        for row in ROWS
    ]
    columns = ("row", "the text", "the console", "keys and verbs", "tests")
    return f"{_HEAD}{markdown_table(columns, rows)}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
