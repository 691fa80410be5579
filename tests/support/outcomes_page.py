"""Makes docs/outcomes.md from the table of words of outcome and the tests that withhold their proofs.

Run it as `python -m tests.support.outcomes_page`.
"""

from gbdt_console.text.outcome_words import OUTCOME_WORDS, OutcomeWord
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.made_part import markdown_table
from tests.support.marked_tests import marked_tests
from tests.support.places import DOCS

PAGE = DOCS / "outcomes.md"
_HEAD = """# Words of outcome, and the proof each needs

The console is evidence. A word below is shown, printed or written on paper only with its proof; without it
the weaker word is said. A time-out proves nothing but that time passed, and a process that was stopped saw no
time pass. The tests named here withhold the proof and see the weaker word:
`.venv/bin/python -m pytest -m outcome`. How recording decides:
[decision 63](decisions/0063-words-of-outcome.md); why a table:
[decision 107](decisions/0107-one-table-of-outcomes.md).

Made by `python -m tests.support.outcomes_page` from `gbdt_console/text/outcome_words.py`, the catalogues and
the marks of the tests.
"""
_COLUMNS = ("", "Vietnamese", "English", "code")


def page() -> str:
    tests = marked_tests("outcome")
    return "\n".join((_HEAD, *(_section(row, tests.get(row.name, [])) for row in OUTCOME_WORDS)))


def _section(row: OutcomeWord, tests: list[str]) -> str:
    said = [("with it", code) for code in row.codes] + [("without", code) for code in row.weaker]
    table = markdown_table(
        _COLUMNS, [(when, *(Words(one)(code) for one in LANGUAGES), f"`{code}`") for when, code in said]
    )
    proved = "\n".join(f"- `{test}`" for test in tests)
    return f"## {row.name}\n\nProof: {row.proof}\n\n{table}\n\n{proved}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
