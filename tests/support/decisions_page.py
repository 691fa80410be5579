"""Makes docs/decisions/README.md: a line a decision, and which later one changed it.

Run it as `python -m tests.support.decisions_page`. A decision says below its title what it changes or drops:
`Changes [7](0007-snmp.md).`
"""

import re
from collections import defaultdict
from pathlib import Path

from tests.support.made_part import markdown_table
from tests.support.places import DOCS

FOLDER = DOCS / "decisions"
PAGE = FOLDER / "README.md"
_HEAD = """# Decisions

Why it is built as it is: what was asked, what was decided, what was turned down. Numbers that are missing
were never given. Made by `python -m tests.support.decisions_page`.
"""
_TITLE = re.compile(r"# (\d+)\. (.+)")
_ACTS = re.compile(r"^(Changes|Drops) (\[.+)\.$", re.MULTILINE)
_LINK = re.compile(r"\]\((\d{4}[\w-]+\.md)\)")
_DONE = {"Changes": "changed by", "Drops": "dropped by"}


def page() -> str:
    decisions = sorted(FOLDER.glob("[0-9]*.md"))
    later = _later(decisions)
    rows = [_row(decision, later[decision.name]) for decision in decisions]
    return "\n".join((_HEAD, markdown_table(("", "decided", ""), rows), ""))


def _row(decision: Path, later: list[str]) -> tuple[str, ...]:
    number, title = title_of(decision)
    return number, f"[{title}]({decision.name})", "; ".join(later) or "holds"


def title_of(decision: Path) -> tuple[str, str]:
    """Return number and title. Raises AssertionError where the first line is none, or of another number."""
    first = decision.read_text("utf-8").partition("\n")[0]
    found = _TITLE.fullmatch(first)
    assert found is not None, f"{decision}: its first line is not '# N. Title': {first}"
    assert int(found[1]) == int(decision.name[:4]), f"{decision}: is titled {first}"
    return found[1], found[2]


def _later(decisions: list[Path]) -> dict[str, list[str]]:
    """Return what later decisions did, by the name of the file to which they did it."""
    done = defaultdict(list)
    for decision in decisions:
        for act, links in _ACTS.findall(decision.read_text("utf-8")):
            for name in _LINK.findall(links):
                assert (FOLDER / name).exists(), f"{decision}: no {name}"
                done[name].append(f"{_DONE[act]} [{int(decision.name[:4])}]({decision.name})")
    return done


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
