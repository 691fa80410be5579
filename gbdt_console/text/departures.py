"""How a site left the conference, in words."""

from gbdt_console.core.cleaning import clean
from gbdt_console.core.roster import Departure
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Speaks


def departure_words(words: Speaks, formats: Formats, left: Departure) -> str:
    """'14:20 điểm cầu tự gác máy', or only that it left where nobody told who ended its call."""
    by = left.by.value if left.by is not None else "unknown"
    return words(f"left.{by}", time=formats.time(left.at_utc), operator=clean(left.operator))
