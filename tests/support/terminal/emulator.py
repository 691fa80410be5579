"""pyte's emulator of a terminal with short ways for what a console sends most: it took more CPU time than the
consoles that it watched.

Whatever is not plain text, a style or a place for the cursor goes pyte's own way.
"""

import re

import pyte
from pyte import charsets, modes
from pyte.screens import Char, wcwidth

_ordinary = pyte.ByteStream._text_pattern.pattern
_PIECE = re.compile(rf"({_ordinary})|\x1b\[([0-9;]*)([mH])")
_single: set[str] = set()
"""Characters seen that are one cell wide."""


def _is_single(text: str) -> bool:
    """Tell whether each character of the text takes one cell."""
    if not _single.issuperset(text):
        _single.update(char for char in set(text) - _single if wcwidth(char) == 1)
    return _single.issuperset(text)


class Screen(pyte.Screen):
    def __init__(self, columns: int, lines: int) -> None:
        self._cells: dict[Char, dict[str, Char]] = {}
        self._styles: dict[tuple[Char, str], Char] = {}
        self._rows: dict[int, str] = {}
        super().__init__(columns, lines)

    @property
    def display(self) -> list[str]:
        """Return the lines as text; only those that changed are put together anew."""
        whole = self.lines
        for row in self.dirty:
            self._rows[row] = self._text_of(row)
        self.dirty.clear()
        return [self._rows[row] for row in range(whole)]

    def draw(self, data: str) -> None:
        cursor = self.cursor
        end = cursor.x + len(data)
        is_usual = self.charset == 0 and self.g0_charset is charsets.LAT1_MAP and modes.IRM not in self.mode
        if end > self.columns or not is_usual or not _is_single(data):
            self.dirty.add(max(0, cursor.y - 1))
            super().draw(data)
            return
        line, attributes = self.buffer[cursor.y], cursor.attrs
        cells = self._cells.setdefault(attributes, {})
        for place, char in enumerate(data, start=cursor.x):
            cell = cells.get(char)
            if cell is None:
                cell = cells[char] = attributes._replace(data=char)
            line[place] = cell
        cursor.x = end
        self.dirty.add(cursor.y)

    def set_style(self, parameters: str) -> None:
        """Take the parameters of a style as they stand between `ESC [` and `m`."""
        key = self.cursor.attrs, parameters
        if key not in self._styles:
            self.select_graphic_rendition(*_numbers(parameters))
            self._styles[key] = self.cursor.attrs
        self.cursor.attrs = self._styles[key]

    def _text_of(self, row: int) -> str:
        line = self.buffer[row]
        texts = [line[column].data for column in range(self.columns)]
        if _is_single("".join(texts)):
            return "".join(texts)
        shown, is_behind_wide = [], False
        for text in texts:
            if not is_behind_wide:
                shown.append(text)
            is_behind_wide = not is_behind_wide and bool(text) and wcwidth(text[0]) == 2
        return "".join(shown)


class Stream(pyte.ByteStream):
    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._screen = screen

    def feed(self, data: bytes) -> None:
        text = self.utf8_decoder.decode(data) if self.use_utf8 else data.decode("latin-1")
        place, is_plain = 0, self._taking_plain_text
        while place < len(text):
            piece = _PIECE.match(text, place) if is_plain else None
            if piece is None:
                is_plain = self._send_to_parser(text[place])
                place += 1
            else:
                self._take(*piece.groups())
                place = piece.end()
        self._taking_plain_text = is_plain

    def _take(self, plain: str | None, parameters: str, final: str) -> None:
        if plain:
            self._screen.draw(plain)
        elif final == "m":
            self._screen.set_style(parameters)
        else:
            self._screen.cursor_position(*_numbers(parameters))


def _numbers(parameters: str) -> list[int]:
    """Read them as pyte does: what is left out is 0, none is larger than 9999."""
    return [min(int(number or 0), 9_999) for number in parameters.split(";")]
