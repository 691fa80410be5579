"""Reads what a codec says in JSON: documents out of bytes, and values out of documents.

Over SSH a value stands in an object of its own (`{"Value": "On"}`), inside a WebSocket it is plain; here it
is text either way. The instances of an object are a list whose members have an `id`.
"""

import codecs
import json
from collections.abc import Iterable

MOST_CHARACTERS = 1 << 20
"""Limit of one document: the whole status of a codec has some 200 kB, and nobody here asks for that."""

_MOST_READ = 16 << 20
"""Limit of what is looked through for the end of one document, characters: one that comes in pieces is looked
through with each. The whole status in pieces of 4 kB takes 5 million.
"""

_LONGEST_TEXT = 4_096
"""Limit of what stands before a document, characters."""

Status = str | list["Status"] | dict[str, "Status"]


class NotXapi(Exception):
    """What the codec says is no JSON of a bearable size. The words say where."""


_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


class DocumentReader:
    """Splits received bytes into documents. They follow one another without a separator.

    said: the last line of text between documents, not cleaned: a codec that knows no JSON answers in text
    """

    def __init__(self) -> None:
        self._bytes = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._read = 0
        self.said = ""

    @property
    def is_within(self) -> bool:
        """Whether the end of a document is still to come."""
        return self._rest.startswith("{")

    def feed(self, data: bytes) -> list[dict[str, Status]]:
        """Add bytes and return the documents that they complete. Raises NotXapi."""
        text = self._bytes.decode(data)
        self._rest += text
        found: list[dict[str, Status]] = []
        while self._skip_text() and "}" in text:
            try:
                whole, end = _DECODER.raw_decode(self._rest)
                found.append(_object(plain(whole)))
            except RecursionError:
                raise NotXapi("too deep") from None
            except ValueError:
                self._read += len(self._rest)
                break
            self._rest, self._read = self._rest[end:], 0
        if len(self._rest) > MOST_CHARACTERS or self._read > _MOST_READ:
            raise NotXapi("too long")
        return found

    def _skip_text(self) -> bool:
        """Drop what stands before the next document; return whether one has begun."""
        self._rest = self._rest.lstrip()
        while self._rest and not self._rest.startswith("{"):
            line, ends, rest = self._rest.partition("\n")
            if not ends:
                if len(line) > _LONGEST_TEXT:
                    raise NotXapi("no lines")
                return False
            self.said, self._rest = line.strip()[:_LONGEST_TEXT], rest.lstrip()
        return bool(self._rest)


def message(text: str | bytes) -> dict[str, Status]:
    """Read one message of a WebSocket. Raises NotXapi."""
    try:
        return _object(plain(_DECODER.decode(text if isinstance(text, str) else text.decode())))
    except (ValueError, RecursionError):
        raise NotXapi("no JSON object") from None


def plain(node: object) -> Status:
    """Return the tree with each value as text and without its wrapper."""
    match node:
        case {"Value": str() | bool() as value}:
            return str(value)
        case dict():
            return {name: plain(part) for name, part in node.items()}
        case list():
            return [plain(part) for part in node]
        case None:
            return ""
        case _:
            return str(node)


def at(status: Status | None, *path: str) -> Status | None:
    """Return what stands at that path, instances by their ids; None where nothing does."""
    for name in path:
        if isinstance(status, list):
            status = next((row for row in status if isinstance(row, dict) and row.get("id") == name), None)
        elif isinstance(status, dict):
            status = status.get(name)
        else:
            return None
    return status


def text(status: Status | None, *path: str) -> str:
    """Return the value at that path; empty where none is."""
    found = at(status, *path)
    return found if isinstance(found, str) else ""


def number(status: Status | None, *path: str) -> int | None:
    """Return the whole number at that path; None where none is, or one of more than nine digits."""
    found = text(status, *path)
    digits = found.removeprefix("-")
    return int(found) if digits.isascii() and digits.isdecimal() and len(digits) <= 9 else None


def rows(status: Status | None) -> list[dict[str, Status]]:
    """Return the instances of an object, without those that have just ended."""
    found: Iterable[Status] = status if isinstance(status, list) else [status] if status else ()
    return [row for row in found if isinstance(row, dict) and "ghost" not in row]


def _object(whole: Status) -> dict[str, Status]:
    if not isinstance(whole, dict):
        raise NotXapi("no JSON object")
    return whole
