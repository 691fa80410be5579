"""Lists objects page by page.

The bridge gives ten rows or so at once, whatever is asked for, and its list may change between two pages
(guide, 'Using limit and offset'). So each page begins with the last row of the one before: where that is
another row now, the list is read anew.
"""

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.cms.client import CmsClient, id_of
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.safe_xml import Element

_ASKED_FOR = 100
"""Rows of one page as asked for; the bridge has a limit of its own."""
_MOST_ROWS = 500
"""Limit of one list: more than a bridge has calls or a call has participants."""
_TRIES = 4


async def rows(client: CmsClient, path: str, plural: str, single: str, **query: str) -> dict[str, Element]:
    """Return all rows of a list by id, in the bridge's order. Raises ControlError.

    plural, single: tags of the list and of a row
    """
    for _ in range(_TRIES):
        found = await _read(client, path, plural, single, query)
        if found is not None:
            return found
    raise ControlError(ControlFault.MALFORMED, f"{plural} that change with every page")


async def _read(
    client: CmsClient, path: str, plural: str, single: str, query: dict[str, str]
) -> dict[str, Element] | None:
    """Read a list once; None where it changed meanwhile."""
    found: dict[str, Element] = {}
    total: int | None = None
    while total is None or len(found) < total:
        begin = max(len(found) - 1, 0)
        page = await client.ask(path, plural, **query, offset=begin, limit=_ASKED_FOR)
        is_first, before = total is None, total
        total = _total(page)
        read = {id_of(row.attributes.get("id", "")): row for row in page.all(single)}
        is_same = is_first or (total == before and next(iter(read), "") == next(reversed(found), ""))
        new = {key: row for key, row in read.items() if key not in found}
        if not is_same or (not new and len(found) < total) or len(new) != len(read) - (not is_first):
            return None
        found |= new
    return found if len(found) == total else None


def _total(page: Element) -> int:
    total = page.attributes.get("total", "")
    if not total.isascii() or not total.isdigit() or len(total) > 6 or int(total) > _MOST_ROWS:
        raise ControlError(ControlFault.MALFORMED, "a list without its total")
    return int(total)
