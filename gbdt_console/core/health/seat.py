"""Judge the technician's seat: terminal, encoding, input method and the program for PDF."""

from collections.abc import Mapping

from gbdt_console.core.health.finding import Check, Finding, Grade, good
from gbdt_console.core.quick_dataclass import dataclass

LEAST_COLUMNS = 80
"""Columns below which the console shows only parts of its screens."""
LEAST_ROWS = 24
"""Rows below which the console shows only parts of its screens."""
_LEAST_COLOURS = 8
"""Colours below which states show by shape and word only."""
_FRAMEWORKS = ("ibus", "fcitx", "uim", "scim")
"""Frameworks that put a Vietnamese input method between keyboard and terminal."""
_INPUT_VARIABLES = ("XMODIFIERS", "GTK_IM_MODULE", "QT_IM_MODULE")
_ENCODING_VARIABLES = ("LC_ALL", "LC_CTYPE", "LANG")
"""Variables that set the encoding; the first one that is not empty counts (POSIX)."""


@dataclass(frozen=True, slots=True)
class TerminalFacts:
    """Holds what is known of the terminal on standard input and output.

    is_known: the terminal's name is in the machine's terminfo and can place the cursor
    colours: number of its colours; 0 for none
    """

    is_terminal: bool
    is_known: bool = True
    columns: int = LEAST_COLUMNS
    rows: int = LEAST_ROWS
    colours: int = 256


def judge_terminal(facts: TerminalFacts) -> Finding:
    """Judge kind, size and colours of the terminal."""
    params = {"columns": facts.columns, "rows": facts.rows, "colours": facts.colours}
    if not facts.is_terminal:
        return good(Check.TERMINAL, "none")
    if not facts.is_known:
        return Finding(Check.TERMINAL, Grade.BAD, "unknown", params)
    if facts.columns < LEAST_COLUMNS or facts.rows < LEAST_ROWS:
        return Finding(Check.TERMINAL, Grade.ATTENTION, "small", params)
    if facts.colours < _LEAST_COLOURS:
        return Finding(Check.TERMINAL, Grade.ATTENTION, "colours", params)
    return Finding(Check.TERMINAL, Grade.GOOD, "good", params)


def judge_encoding(environ: Mapping[str, str]) -> Finding:
    named = next((environ[name] for name in _ENCODING_VARIABLES if environ.get(name)), "")
    is_utf8 = named.casefold().partition("@")[0].endswith((".utf-8", ".utf8"))
    return good(Check.ENCODING) if is_utf8 else Finding(Check.ENCODING, Grade.ATTENTION, "other")


def judge_input(environ: Mapping[str, str]) -> Finding:
    """Judge whether an input method stands between keyboard and terminal.

    Over SSH the one of the technician's own machine cannot be seen.
    """
    values = " ".join(environ.get(name, "") for name in _INPUT_VARIABLES).casefold()
    framework = next((name for name in _FRAMEWORKS if name in values), "")
    if framework:
        return Finding(Check.INPUT, Grade.ATTENTION, "framework", {"framework": framework})
    return good(Check.INPUT, "unseen" if environ.get("SSH_CONNECTION") else "good")


def judge_papers(*, has_letters: bool) -> Finding:
    """Judge whether papers can be written as PDF."""
    return good(Check.PAPERS) if has_letters else Finding(Check.PAPERS, Grade.ATTENTION, "no-letters")
