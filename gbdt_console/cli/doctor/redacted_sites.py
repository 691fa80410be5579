"""Rewrite sites.yaml without anything that names a person, a place, an address or a secret.

Only what is known to be harmless stays: names of fields, numbers of fields that take numbers, and words of
this program. Every other text becomes `text-N`, the same text always the same N. Comments are dropped.
"""

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, get_args
from zoneinfo import available_timezones

import yaml
from pydantic import BaseModel

from gbdt_console.core.driver_options import Catalogue
from gbdt_console.settings.problems import Unreadable
from gbdt_console.settings.regulation import SHIPPED
from gbdt_console.settings.schema import Document
from gbdt_console.settings.source import read_text
from gbdt_console.settings.tree import Raw, read_tree

_NUMBER = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,3})?")
_KEY_NUMBER = re.compile(r"[0-9]{1,3}")
"""Numbers of outlets and of panes, which are keys."""
_REFERENCE = re.compile(r"(env|file):")
_FLAGS = frozenset({"true", "false", "yes", "no", "on", "off", "all", "none", "null", ""})


def redacted_sites(path: Path, catalogue: Catalogue) -> str:
    """Return the redacted text; a comment with the number of faults where the file cannot be read as YAML."""
    try:
        tree = read_tree(read_text(path))
    except Unreadable as unreadable:
        return f"# not readable as YAML: {len(unreadable.faults)} faults\n"
    redaction = _Redaction(frozenset({*catalogue.readers, *catalogue.controls}))
    text: str = yaml.safe_dump(redaction.value(tree.root, ""), allow_unicode=True, sort_keys=False)
    return text


class _Redaction:
    def __init__(self, drivers: frozenset[str]) -> None:
        self._numbers: dict[str, int] = {}
        fields = dict(_fields(Document, set()))
        self._fields = frozenset(fields)
        self._numeric = frozenset(name for name, is_numeric in fields.items() if is_numeric)
        self._words = frozenset({*_FLAGS, *SHIPPED, *drivers, *_words(Document, set())})

    def value(self, raw: Raw, field: str) -> Raw:
        """Return a redacted value; `field` is the nearest field of the schema above it."""
        if isinstance(raw, dict):
            items = ((key, key if key in self._fields else field, item) for key, item in raw.items())
            return {self._key(key): self.value(item, inner) for key, inner, item in items}
        if isinstance(raw, list):
            return [self.value(item, field) for item in raw]
        if raw is None or raw in self._words:
            return raw
        if field == "timezone" and raw in available_timezones():
            return raw
        if field in self._numeric and _NUMBER.fullmatch(raw):
            return raw
        prefix = _REFERENCE.match(raw)
        return (prefix[0] if prefix else "") + self._replaced(raw)

    def _key(self, key: str) -> str:
        is_kept = key in self._fields or key in self._words or _KEY_NUMBER.fullmatch(key)
        return key if is_kept else self._replaced(key)

    def _replaced(self, text: str) -> str:
        return f"text-{self._numbers.setdefault(text, len(self._numbers) + 1)}"


def _fields(model: type[BaseModel], seen: set[type]) -> Iterator[tuple[str, bool]]:
    """Yield each field of the schema, and whether it takes numbers and no text.

    A name that takes text in one model takes no numbers in any.
    """
    found: dict[str, bool] = {}
    for owner in _models(model, seen):
        for name, info in owner.model_fields.items():
            kinds = set(_kinds(info.annotation))
            is_numeric = bool(kinds & {int, float}) and str not in kinds
            found[name] = found.get(name, True) and is_numeric
    yield from found.items()


def _models(model: type[BaseModel], seen: set[type]) -> Iterator[type[BaseModel]]:
    if model in seen:
        return
    seen.add(model)
    yield model
    for info in model.model_fields.values():
        for kind in _kinds(info.annotation):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from _models(kind, seen)


def _words(model: type[BaseModel], seen: set[type]) -> Iterator[str]:
    for owner in _models(model, seen):
        for info in owner.model_fields.values():
            for kind in _kinds(info.annotation):
                if isinstance(kind, type) and issubclass(kind, Enum):
                    yield from (str(member.value) for member in kind)


def _kinds(annotation: Any) -> Iterator[Any]:
    inner = get_args(annotation)
    if not inner:
        yield annotation
    for part in inner:
        yield from _kinds(part)
