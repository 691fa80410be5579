"""Reads the part of PromQL that contrib/ uses, and tells which labels an expression's result has."""

import re
from collections.abc import Iterator, Mapping
from typing import NoReturn

Written = Mapping[str, Mapping[str, set[str]]]
"""What is written: metric, label, its values."""
Labels = frozenset[str] | None
"""The labels of a result; None of a scalar."""

OF_TARGETS = frozenset({"job", "instance"})
"""Prometheus itself adds them to every sample."""
_TOKEN = re.compile(
    r'\s+|(?P<string>"(?:[^"\\]|\\.)*")|(?P<number>\d+(?:\.\d+)?)(?![\w.])|(?P<word>[a-zA-Z_]\w*)'
    r"|(?P<sign>=~|!~|==|!=|<=|>=|[-+*/%^<>=(){},])"
)
_AGGREGATIONS = frozenset({"sum", "min", "max", "avg", "count"})
_SETS = frozenset({"and", "or", "unless"})
_COMPARISONS = frozenset({"==", "!=", "<", ">", "<=", ">="})
_OPERATORS = _SETS | _COMPARISONS | frozenset("+-*/%^")


class Wrong(Exception):
    """What Prometheus would refuse, or what no metric of the page answers."""


def result_labels(expression: str, written: Written) -> Labels:
    """Parse an expression whose metrics are all written. Raises Wrong."""
    return _Parser(expression, written).whole()


def _tokens(expression: str) -> Iterator[str]:
    at = 0
    while at < len(expression):
        match = _TOKEN.match(expression, at)
        if match is None:
            raise Wrong(f"{expression!r}: {expression[at:]!r}")
        at = match.end()
        if match.lastgroup:
            yield match.group()


class _Parser:
    """Descends an expression. Precedence does not matter for its labels."""

    def __init__(self, expression: str, written: Written) -> None:
        self._tokens, self._written, self._at = [*_tokens(expression), ""], written, 0

    def whole(self) -> Labels:
        labels = self._expression()
        return labels if not self._next else self._refuse("end")

    @property
    def _next(self) -> str:
        return self._tokens[self._at]

    def _refuse(self, wanted: str) -> NoReturn:
        raise Wrong(f"{' '.join(self._tokens)}: {self._next!r} where {wanted} is wanted")

    def _take(self, wanted: str = "") -> str:
        if not self._next or (wanted and self._next != wanted):
            self._refuse(wanted or "more")
        self._at += 1
        return self._tokens[self._at - 1]

    def _try(self, *wanted: str) -> bool:
        return self._next in wanted and bool(self._take())

    def _expression(self) -> Labels:
        left = self._operand()
        while self._next in _OPERATORS:
            operator = self._take()
            if operator in _COMPARISONS:
                self._try("bool")
            matched = self._names() if self._try("on") else None
            added = self._names() if matched is not None and self._try("group_left") else frozenset()
            left = self._joined(operator, left, matched, added, self._operand())
        return left

    def _joined(
        self, operator: str, left: Labels, matched: Labels, added: frozenset[str], right: Labels
    ) -> Labels:
        if left is None or right is None:
            return left if right is None and operator not in _SETS else right
        if matched is not None and not (matched <= left & right and added <= right):
            raise Wrong(f"{sorted(matched)} + {sorted(added)} of {sorted(left)} and {sorted(right)}")
        if operator in _SETS:
            return left & right if operator == "or" else left
        if matched is None and left != right:
            raise Wrong(f"{sorted(left)} never match {sorted(right)}")
        return left | added

    def _operand(self) -> Labels:
        if self._try("("):
            return self._closed(self._expression())
        token = self._take()
        if token in _AGGREGATIONS:
            return self._aggregated()
        if token == "absent":
            self._take("(")
            self._closed(self._expression())
            return frozenset({"job"})
        if token[0].isdigit():
            return None
        if token[0].isalpha():
            return self._selected(token)
        self._at -= 1
        return self._refuse("an operand")

    def _closed(self, labels: Labels) -> Labels:
        self._take(")")
        return labels

    def _aggregated(self) -> Labels:
        kept = self._names() if self._try("by") else frozenset()
        self._take("(")
        inner = self._closed(self._expression())
        if inner is None or not kept <= inner:
            raise Wrong(f"by {sorted(kept)} of {inner}")
        return kept

    def _selected(self, metric: str) -> Labels:
        if metric not in self._written:
            raise Wrong(f"no metric {metric}")
        values = self._written[metric]
        while self._try("{", ","):
            label, sign, text = self._take(), self._take(), self._take()
            if sign not in ("=", "=~", "!=", "!~") or text[0] != '"':
                self._refuse("a matcher")
            self._check(metric, label, text[1:-1].split("|") if "~" in sign else [text[1:-1]])
            if self._try("}"):
                break
        return frozenset(values) | OF_TARGETS

    def _check(self, metric: str, label: str, wanted: list[str]) -> None:
        """Refuse a value that the page never has; a variable of Grafana begins with '$'."""
        if label in OF_TARGETS and label not in self._written[metric]:
            return
        known = self._written[metric].get(label)
        if known is None or not all(value in known or value.startswith("$") for value in wanted):
            raise Wrong(f"{metric}: no {label} {wanted}")

    def _names(self) -> frozenset[str]:
        self._take("(")
        names = {self._take()}
        while self._try(","):
            names.add(self._take())
        self._take(")")
        return frozenset(names)
