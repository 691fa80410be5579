"""Says the entries of the register."""

from collections.abc import Iterator
from typing import get_args

from gbdt_console.core.clean_text import clean
from gbdt_console.core.register.entry import RegisterEntry
from gbdt_console.core.register.events import EntryMade, RegisterEvent
from gbdt_console.text.event_words import EventWords
from gbdt_console.text.formats import money
from gbdt_console.text.technicians.technician_text import day_text
from gbdt_console.text.words import Words


def kind_text(words: Words, name: str, article: str) -> str:
    """Write a kind with where the regulation asks for it: 'Nhân lực (Quy chế, Điều 9.3)'."""
    return clean(name) + (words("regulation.article", number=clean(article)) if article else "")


def entry_text(words: Words, entry: RegisterEntry) -> str:
    """Write one entry: '05/03/2026 Hướng dẫn … (Quy chế, Điều 9.1): 8 Sa Pa: chỉnh micro; An'."""
    said = "; ".join(_parts(words, entry))
    body = f"{clean(entry.body)}: " if entry.body else ""
    kind = kind_text(words, entry.kind_name, entry.article)
    return f"{day_text(entry.day)} {kind}: {body}{said}"


def _parts(words: Words, entry: RegisterEntry) -> Iterator[str]:
    yield clean(entry.text)
    if entry.amount:
        yield words("register.amount", amount=money(entry.amount))
    if entry.paper:
        yield words("register.paper", paper=clean(entry.paper))
    if entry.meeting:
        yield words("register.meeting", n=entry.meeting)
    if entry.person:
        yield clean(entry.person)


def _variant(event: RegisterEvent, _: str) -> str:
    return ".correcting" if isinstance(event, EntryMade) and event.replaces else ""


REGISTER_EVENTS = EventWords(
    get_args(RegisterEvent),
    _variant,
    lambda saying, event, _: (
        {"said": entry_text(saying.words, event.entry)} if isinstance(event, EntryMade) else {}
    ),
)
