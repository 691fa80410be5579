"""Makes the key card from the rows of actions."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape

from gbdt_console.core.key_card import CardPart, KeyCard
from gbdt_console.text.words import Words
from gbdt_console.ui.actions import Action, Rank, first_day

_KEY_WIDTH = 20
"""Cells of the longest key name, 'Home End PgUp PgDn', and a gap."""
_ASIDE = re.compile(r" \([^)]*\)")
_CLAUSE = re.compile(r"[;:.] ")
_STYLE = (
    "@page{size:A4;margin:9mm}body{font:11pt/12.7pt Arial,Helvetica,sans-serif;margin:0}"
    "h1{font-size:16pt;line-height:20pt;margin:0}p{font-size:10pt;margin:0 0 1mm}"
    "main{columns:2;column-gap:6mm;column-rule:.2pt solid #999}"
    "h2{font-size:10.5pt;margin:1.2mm 0 0;break-after:avoid}"
    "table{border-collapse:collapse;width:100%}tr{break-inside:avoid}td{vertical-align:top;padding:0}"
    "b{font-size:14pt}td:first-child{font-weight:bold;font-size:12pt;width:21mm}"
)
"""Letters that are read from 1.5 m, as large as one A4 page allows."""


def card_of(everywhere: Sequence[Action], screens: Mapping[str, Sequence[Action]], words: Words) -> KeyCard:
    """Return the keys of the first day, those of every screen, then those that each screen adds.

    The first of the screens is the one on which the first day is spent. A line that an earlier part has is
    left out; so are actions without a key and keys that only move.
    """
    known: set[tuple[str, str]] = set()
    parts: list[CardPart] = []
    wall = next(iter(screens.values()), ())
    begin = ((words("keys.first"), first_day((*everywhere, *wall))), (words("keys.everywhere"), everywhere))
    for title, actions in (*begin, *screens.items()):
        rows = tuple(row for row in _rows(actions, words) if row not in known)
        known.update(rows)
        if rows:
            parts.append(CardPart(title, rows))
    return KeyCard(words("keys.title"), words("keys.how"), tuple(parts))


def shortened(card: KeyCard) -> KeyCard:
    """Return the card for the wall: of each line the first clause, without what stands in brackets."""
    parts = (
        CardPart(part.title, tuple((key, _CLAUSE.split(_ASIDE.sub("", what))[0]) for key, what in part.rows))
        for part in card.parts
    )
    return replace(card, parts=tuple(parts))


def card_text(card: KeyCard) -> str:
    """Return the card as lines for a terminal or a plain printer."""
    lines = [card.title, card.how]
    for part in card.parts:
        lines += ["", part.title, *(f"  {key:<{_KEY_WIDTH}}{what}" for key, what in part.rows)]
    return "\n".join(lines) + "\n"


def card_html(card: KeyCard, language: str) -> str:
    """Return the card as a web page, for a browser's printer."""
    title, body = escape(card.title), "".join(map(_part_html, card.parts))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1><p>{escape(card.how)}</p>\n"
        f"<main>{body}</main></body></html>\n"
    )


def _rows(actions: Iterable[Action], words: Words) -> Iterator[tuple[str, str]]:
    for action in actions:
        is_movement = action.rank is Rank.CURSOR and not action.in_palette
        if action.keys and not is_movement:
            yield action.key_name(words), words(f"{action.code}.help")


def _part_html(part: CardPart) -> str:
    rows = "".join(f"<tr><td>{_key_html(key)}</td><td>{escape(what)}</td></tr>" for key, what in part.rows)
    return f"<h2>{escape(part.title)}</h2><table>{rows}</table>\n"


def _key_html(key: str) -> str:
    """Return a key; a lone sign such as a comma is larger."""
    return f"<b>{escape(key)}</b>" if len(key) == 1 and not key.isalnum() else escape(key)
