"""Explains what is wrong with a file that is not YAML."""

import yaml

from gbdt_console.settings.problems import FILE_START, Fault, Place

DEEPEST = 16
"""Limit of nesting; the configuration has 7 levels."""

_BY_COMPLAINT = (
    ("tab character", "settings.tab"),
    ("unexpected end of stream", "settings.unclosed-quote"),
    ("unknown escape character", "settings.bad-escape"),
    ("escape code", "settings.bad-escape"),
    ("hexdecimal number", "settings.bad-escape"),
    ("expected ',' or", "settings.unclosed-bracket"),
    ("maximum nesting depth", "settings.too-deep"),
    ("cannot start any token", "settings.needs-quotes"),
    ("values are not allowed", "settings.stray-colon"),
    ("entries are not allowed", "settings.indentation"),
    ("expected <document start>", "settings.indentation"),
    ("expected '-' indicator", "settings.indentation"),
    ("did not find expected key", "settings.indentation"),
    ("could not find expected ':'", "settings.missing-colon"),
    ("anchor", "settings.anchor"),
    ("alias", "settings.anchor"),
    ("tag", "settings.tag"),
)
_SHOWN_FROM_ITS_START = frozenset({"settings.unclosed-quote", "settings.unclosed-bracket"})


def syntax_fault(error: yaml.YAMLError, text: str) -> Fault:
    """Return the fault of a file that is not YAML. The text, which may be a password, is not repeated."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Fault(FILE_START, "settings.syntax")
    place = Place(error.problem_mark.line + 1, error.problem_mark.column + 1)
    if _is_tab_indented(text, place):
        return Fault(place, "settings.tab")
    complaint = f"{error.context or ''} {error.problem or ''}"
    code = next((code for words, code in _BY_COMPLAINT if words in complaint), "settings.syntax")
    if code in _SHOWN_FROM_ITS_START and error.context_mark is not None:
        place = Place(error.context_mark.line + 1, error.context_mark.column + 1)
    return Fault(place, code, {"most": str(DEEPEST)} if code == "settings.too-deep" else {})


def _is_tab_indented(text: str, place: Place) -> bool:
    lines = text.splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    return "\t" in line[: len(line) - len(line.lstrip())]
