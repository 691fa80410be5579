"""Style sheets are parsed once for all tests of screens: each begins an App with the same ones."""

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

_parse = Stylesheet._parse_rules
_parsed: dict[tuple[object, ...], list[RuleSet]] = {}


@pytest.fixture(autouse=True)
def _parse_styles_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stylesheet, "_parse_rules", _parse_once)


def _parse_once(
    self: Stylesheet,
    css: str,
    read_from: CSSLocation,
    is_default_rules: bool = False,
    tie_breaker: int = 0,
    scope: str = "",
) -> list[RuleSet]:
    rest = css, read_from, is_default_rules, tie_breaker, scope
    key = (frozenset(self._variables.items()), *rest)
    if key not in _parsed:
        _parsed[key] = _parse(self, *rest)
    return _parsed[key]
