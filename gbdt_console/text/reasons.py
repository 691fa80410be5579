"""How a site left the conference, and whether it is called again, in words."""

from collections.abc import Iterator

from gbdt_console.core.cleaning import clean
from gbdt_console.core.conference.roster import Departure, RedialState, RosterRow
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Speaks


def absence_words(words: Speaks, formats: Formats, row: RosterRow) -> Iterator[str]:
    """'điểm cầu tự gác máy lúc 14:20', 'còn 3 lần gọi lại, lần tới 14:25'; of who is there nothing."""
    if row.participant is None and row.left is not None:
        yield _departure(words, formats, row.left)
    if row.participant is None and row.redial is not None:
        yield _redial(words, formats, row.redial)


def _departure(words: Speaks, formats: Formats, left: Departure) -> str:
    by = left.by.value if left.by is not None else "unknown"
    return words(f"left.{by}", time=formats.time(left.at_utc), operator=clean(left.operator))


def _redial(words: Speaks, formats: Formats, redial: RedialState) -> str:
    if redial.next_utc is None:
        return words("redial.over")
    return words("redial.next", n=redial.left, time=formats.clock(redial.next_utc))
