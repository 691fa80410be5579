"""Makes the key card for the wall from the rows of actions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from gbdt_console.text.words import Words
from gbdt_console.ui.actions import Action, Rank

_KEY_WIDTH = 20
"""Cells of the longest key name, 'Home End PgUp PgDn', and a gap."""
_STYLE = (
    "@page{size:A4;margin:10mm}body{font:7.5pt/1.3 sans-serif;columns:2;column-gap:6mm;margin:0}"
    "h1{font-size:12pt;margin:0 0 2mm;column-span:all}h2{font-size:8.5pt;margin:2mm 0 .5mm}"
    "table{border-collapse:collapse;width:100%}td{border-bottom:.2pt solid #999;vertical-align:top}"
    "td:first-child{font-weight:bold;width:19mm}"
)


@dataclass(frozen=True, slots=True)
class CardPart:
    """Holds the keys of one screen.

    title: the screen's name, with the key that opens it
    rows: name of a key and what it does
    """

    title: str
    rows: tuple[tuple[str, str], ...]


def card_parts(
    everywhere: Sequence[Action], screens: Mapping[str, Sequence[Action]], words: Words
) -> Iterator[CardPart]:
    """Yield the keys of every screen, then those that each screen adds.

    A line that an earlier part has is left out; so are actions without a key and keys that only move.

    everywhere: the rows of every screen
    screens: each screen's rows by its title
    """
    known: set[tuple[str, str]] = set()
    for title, actions in ((words("keys.everywhere"), everywhere), *screens.items()):
        rows = tuple(row for row in _rows(actions, words) if row not in known)
        known.update(rows)
        if rows:
            yield CardPart(title, rows)


def card_text(parts: Iterable[CardPart], words: Words) -> str:
    """Return the card as lines for a terminal or a plain printer."""
    lines = [words("keys.title"), words("keys.how")]
    for part in parts:
        lines += ["", part.title, *(f"  {key:<{_KEY_WIDTH}}{what}" for key, what in part.rows)]
    return "\n".join(lines) + "\n"


def card_html(parts: Iterable[CardPart], words: Words) -> str:
    """Return the card as one A4 page for a browser's printer."""
    title, body = escape(words("keys.title")), "".join(map(_part_html, parts))
    return (
        f'<!DOCTYPE html>\n<html lang="{words.language}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1><p>{escape(words('keys.how'))}</p>\n"
        f"{body}</body></html>\n"
    )


def _rows(actions: Iterable[Action], words: Words) -> Iterator[tuple[str, str]]:
    for action in actions:
        is_movement = action.rank is Rank.CURSOR and not action.in_palette
        if action.keys and not is_movement:
            yield action.key_name(words), words(f"{action.code}.help")


def _part_html(part: CardPart) -> str:
    rows = "".join(f"<tr><td>{escape(key)}</td><td>{escape(what)}</td></tr>" for key, what in part.rows)
    return f"<h2>{escape(part.title)}</h2><table>{rows}</table>\n"
