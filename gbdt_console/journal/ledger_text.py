"""Writes one ledger after the other as Checkpoints hold them, in the time of what changed between them."""

import json
from collections.abc import Callable, Mapping
from typing import Any, get_args

from gbdt_console.core.ledger import Ledger
from gbdt_console.core.quick_dataclass import dataclass, is_frozen
from gbdt_console.journal.codec import RECORDS, is_mapping, ledger_data, records_converter


class LedgerText:
    """Writes ledgers that follow each other.

    Most of a ledger are meetings and outages that ended: values that never change. Of those the text is kept
    and written again as long as the ledger holds the same object.
    """

    def __init__(self) -> None:
        self._kept: dict[int, tuple[object, str]] = {}
        self._before = self._kept

    def is_of(self, ledger: Ledger, text: str) -> bool:
        """Tell whether the text of a Checkpoint is, sign for sign, what `pack` makes of the ledger.

        A program that did not have a feature yet left it out: it may be missing where nothing is known of it.
        """
        self._before, self._kept = self._kept, {}
        records = ledger_data(ledger, _SHALLOW).items()
        return text == self._text({name: one for name, one in records if one or f'"{name}":' in text})

    def _text(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ",".join(f"{_encode(k)}:{self._text(v)}" for k, v in value.items()) + "}"
        if not isinstance(value, _Pairs):
            return _encode(value)
        key, plain = value.key, value.value
        pairs = (f"[{_encode(key(k))},{self._value(v, plain)}]" for k, v in value.mapping.items())
        return f"[{','.join(pairs)}]"

    def _value(self, one: Any, plain: Callable[[Any], Any]) -> str:
        if not is_frozen(one):
            return _encode(plain(one))
        kept, text = self._before.get(id(one), (None, ""))
        if kept is not one:
            text = _encode(plain(one))
        self._kept[id(one)] = one, text
        return text


@dataclass(frozen=True, slots=True)
class _Pairs:
    """A mapping that is still to be written, and what makes plain values of its keys and values."""

    mapping: Mapping[Any, Any]
    key: Callable[[Any], Any]
    value: Callable[[Any], Any]

    @property
    def plain(self) -> list[list[Any]]:
        return [[self.key(key), self.value(one)] for key, one in self.mapping.items()]


def _unwritten(kind: Any) -> Callable[[Mapping[Any, Any]], _Pairs]:
    key, value = (RECORDS.get_unstructure_hook(one) for one in get_args(kind))
    return lambda mapping: _Pairs(mapping, key, value)


_SHALLOW = records_converter()
_SHALLOW.register_unstructure_hook_factory(is_mapping, _unwritten)
_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=lambda pairs: pairs.plain
).encode
