"""Read the rows of a CSV file or of the first sheet of an .xlsx workbook as texts, bounded."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from gbdt_console.core.clean_text import clean
from gbdt_console.settings.problems import FILE_START, Unreadable
from gbdt_console.settings.regular_file import open_regular
from gbdt_console.settings.setup.answers import Refused
from gbdt_console.settings.setup.points import Row
from gbdt_console.settings.source import read_text

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
"""The last two are refused, with the cure of a workbook."""
_MOST_ROWS = 20_000
_MOST_CELLS = 64
"""Limits the cells of a row that are looked at; six columns are known."""
_MOST_BYTES = 4 * 1024 * 1024
_MOST_UNPACKED = 32 * 1024 * 1024
"""Limits one part of a workbook, bytes: 10 000 points take about 5 MB."""
_LONGEST_CELL = 1000
"""Limits what is gathered of one cell, characters; a text of more than 200 is refused anyway."""
_CELL = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_WHOLE_FLOAT = re.compile(r"(-?[0-9]+)\.0+")


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of the file. Raises Refused where it is no table."""
    file = clean(path.name)
    rows = _workbook(path) if path.suffix.casefold() in _WORKBOOKS else _csv(path)
    for count, (line, cells) in enumerate(rows):
        if count >= _MOST_ROWS:
            raise Refused("setup.points-too-many", most=str(_MOST_ROWS))
        yield Row(f"{file}:{line}", cells[:_MOST_CELLS])


def _csv(path: Path) -> Iterator[tuple[int, list[str]]]:
    refused: Refused | None = None
    try:
        text = read_text(path, is_table=True)
    except Unreadable as unreadable:
        fault = unreadable.faults[0]
        refused = Refused(fault.code, **fault.params)
        refused.line = fault.place.line if fault.place != FILE_START else 0
    if refused is not None:
        raise refused
    start = text[:2000]
    delimiter = max(",;\t", key=start.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        raise Refused("setup.points-broken", line=str(line)) from None


def _workbook(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        with open_regular(path) as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise Refused("settings.file-too-big", most_mb=str(_MOST_BYTES >> 20))
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            names = set(book.namelist())
            sheet = _first_sheet(book)
            shared = _Strings()
            if "xl/sharedStrings.xml" in names:
                shared.parse(_part(book, "xl/sharedStrings.xml"))
            reader = _Sheet(shared.texts)
            reader.parse(_part(book, sheet))
    except FileNotFoundError:
        raise Refused("settings.file-absent") from None
    except PermissionError:
        raise Refused("settings.file-unreadable") from None
    except (OSError, LookupError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise Refused("setup.points-no-workbook") from error
    except (zipfile.BadZipFile, zipfile.zlib.error, expat.ExpatError) as error:  # type: ignore[attr-defined]
        raise Refused("setup.points-no-workbook") from error
    yield from reader.rows


def _part(book: zipfile.ZipFile, name: str) -> bytes:
    with book.open(name) as part:
        data = part.read(_MOST_UNPACKED + 1)
    if len(data) > _MOST_UNPACKED:
        raise Refused("setup.points-no-workbook")
    return data


def _first_sheet(book: zipfile.ZipFile) -> str:
    """Return the part of the first sheet by the workbook's order (ECMA-376 part 1, 18.2.19)."""
    found = _Attributes("sheet", "id")
    found.parse(_part(book, "xl/workbook.xml"))
    targets = _Attributes("Relationship", "Id", "Target")
    targets.parse(_part(book, "xl/_rels/workbook.xml.rels"))
    target = {row["Id"]: row["Target"] for row in targets.rows}[found.rows[0]["id"]]
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


class _Xml:
    """Walk an XML text without document type or entities; names lose their namespace."""

    def parse(self, data: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, given: self.start(
            _bare(tag), {_bare(k): v for k, v in given.items()}
        )
        parser.EndElementHandler = lambda tag: self.end(_bare(tag))
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = _refuse
        parser.Parse(data, True)

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Take the start of an element."""

    def end(self, tag: str) -> None:
        """Take the end of an element."""

    def text(self, piece: str) -> None:
        """Take a piece of text."""


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse(*_: object) -> None:
    raise Refused("setup.points-no-workbook")


class _Attributes(_Xml):
    """Collect attributes of one element."""

    def __init__(self, tag: str, *names: str) -> None:
        self._tag, self._names = tag, names
        self.rows: list[dict[str, str]] = []

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == self._tag:
            self.rows.append({name: given[name] for name in self._names})


class _Strings(_Xml):
    """Collect the shared strings; phonetic readings (rPh) are not their part."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._is_text = self._is_phonetic = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "si":
            self._pieces = []
        self._is_phonetic = self._is_phonetic or tag == "rPh"
        self._is_text = tag == "t" and not self._is_phonetic

    def end(self, tag: str) -> None:
        self._is_text = False
        self._is_phonetic = self._is_phonetic and tag != "rPh"
        if tag == "si":
            self.texts.append("".join(self._pieces))

    def text(self, piece: str) -> None:
        if self._is_text:
            self._pieces.append(piece)


class _Sheet(_Xml):
    """Collect the rows of a sheet; a formula counts as the value that the workbook saved with it."""

    def __init__(self, shared: list[str]) -> None:
        self.rows: list[tuple[int, list[str]]] = []
        self._shared = shared
        self._type = self._value = ""
        self._column = 0
        self._is_value = self._is_formula = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "row":
            self.rows.append((int(given.get("r", len(self.rows) + 1)), []))
            if len(self.rows) > _MOST_ROWS:
                raise Refused("setup.points-too-many", most=str(_MOST_ROWS))
        elif tag == "c":
            self._type, self._value, self._is_formula = given.get("t", "n"), "", False
            found = _CELL.fullmatch(given.get("r", ""))
            self._column = _column(found[1]) if found else len(self.rows[-1][1])
        self._is_formula = self._is_formula or tag == "f"
        self._is_value = tag in ("v", "t")

    def end(self, tag: str) -> None:
        self._is_value = False
        if tag == "c" and self._column < _MOST_CELLS:
            cells = self.rows[-1][1]
            cells.extend([""] * (self._column + 1 - len(cells)))
            cells[self._column] = self._cell()

    def text(self, piece: str) -> None:
        if self._is_value and len(self._value) < _LONGEST_CELL:
            self._value += piece

    def _cell(self) -> str:
        if self._type == "s":
            return self._shared[int(self._value)]
        if self._type == "e" or (self._is_formula and not self._value):
            return "="  # refused as a formula, which has no value to read
        whole = _WHOLE_FLOAT.fullmatch(self._value) if self._type == "n" else None
        return whole[1] if whole else self._value


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
