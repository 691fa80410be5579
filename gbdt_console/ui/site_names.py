"""Chooses the name under which a site stands in a slot: never one that two sites share."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from unicodedata import normalize

from rich.cells import cell_len

from gbdt_console.core.site_view import SiteView
from gbdt_console.ui.drawing.line_writer import ELLIPSIS, crop, safe

_BEGINNINGS = (
    "Ủy ban nhân dân", "UBND", "Điểm cầu", "Xã", "Phường", "Thị trấn", "Thị xã", "Thành phố", "TP.", "Huyện",
    "Quận", "Đặc khu", "Tỉnh",
)  # fmt: skip
"""Beginnings that name a kind of place; the rest of the name names the place."""

_CUT_LEAST = 5
"""Least width of a cut name, cells; with less the number stands alone, for '…h' names nobody."""
_MIDDLE_LEAST = 8
"""Least width of a name without its middle, cells; with less both halves are riddles."""

_GREATEST = 9_999
"""Greatest number that sites.yaml allows."""


class SiteNames:
    """Holds the names of all sites of a network.

    digits: the width of the greatest number, cells
    longest: the width of the longest whole name, cells
    """

    def __init__(self, sites: Iterable[SiteView]) -> None:
        sites = tuple(sites)
        self._whole = {site.id: normalize("NFC", safe(site.name)) for site in sites}
        short = {site.id: normalize("NFC", safe(site.short_name)) for site in sites}
        self._short = _without_beginnings({id_: short[id_] or name for id_, name in self._whole.items()})
        self._fitting: dict[int, Mapping[str, str]] = {}
        self.digits = len(str(max((site.number for site in sites), default=_GREATEST)))
        self.longest = max(map(cell_len, self._whole.values()), default=0)

    def shown(self, site: SiteView, width: int) -> str:
        """Return the site's name for `width` cells.

        The whole names where all fit, else the short ones, cut where they must be. It is empty where each
        cut would be another site's too; the number then stands alone.
        """
        fitting = self._fitting.get(width)
        if fitting is None:
            fitting = self._fitting[width] = self._fit(width)
        return fitting.get(site.id, crop(site.name, width))

    def called(self, site: SiteView, width: int) -> str:
        """Return number and name for `width` cells, or the number alone."""
        number = str(site.number)
        return f"{number} {self.shown(site, max(0, width - len(number) - 1))}".rstrip()

    def _fit(self, width: int) -> Mapping[str, str]:
        if self.longest <= width:
            return self._whole
        names, shown = set(self._short.values()), dict[str, str]()
        for cut in _cuts(width):
            left = {name: cut(name) for name in names if name not in shown}
            times = Counter((*left.values(), *shown.values()))
            shown |= {name: text for name, text in left.items() if text and times[text] == 1}
            if len(shown) == len(names):
                break
        return {id_: shown.get(name, "") for id_, name in self._short.items()}


def _without_beginnings(names: Mapping[str, str]) -> Mapping[str, str]:
    """Leave out the beginning that several names share, except where two would then be the same."""
    begun = {id_: _beginning(name) for id_, name in names.items()}
    times = Counter(begun.values())
    rest = {
        id_: name[len(begun[id_]) :].strip() if times[begun[id_]] > 1 else name for id_, name in names.items()
    }
    shared = Counter(text for text, _ in {(rest[id_], name) for id_, name in names.items()})
    return {id_: rest[id_] if rest[id_] and shared[rest[id_]] == 1 else name for id_, name in names.items()}


def _beginning(name: str) -> str:
    """Return the kind of place that the name begins with, and a blank; empty where it names none."""
    return next((f"{word} " for word in _BEGINNINGS if name.casefold().startswith(f"{word} ".casefold())), "")


def _cuts(width: int) -> Iterator[Callable[[str], str]]:
    """Yield the ways to cut a name to `width` cells: none, end, beginning, first word, middle."""
    yield lambda name: name if cell_len(name) <= width else ""
    if width < _CUT_LEAST:
        return
    yield partial(_without_middle, width=width, tail=0)
    yield lambda name: _from_a_word(name, width)
    yield lambda name: _with_initial(name, width)
    if width < _MIDDLE_LEAST:
        return
    for tail in range(width // 2, width):
        yield partial(_without_middle, width=width, tail=tail)


def _from_a_word(name: str, width: int) -> str:
    """Return the most last words that fit behind an ellipsis; empty where not even the last does."""
    words: Sequence[str] = name.split()
    ends = (ELLIPSIS + " ".join(words[at:]) for at in range(1, len(words)))
    return next((end for end in ends if cell_len(end) <= width), "")


def _with_initial(name: str, width: int) -> str:
    """Return 'B.Th…' of 'Bảo Thắng': the first word by its letter; empty for a name of one word."""
    first, _, rest = name.partition(" ")
    head = f"{first[:1]}." if rest else ""
    return head + crop(rest, width - cell_len(head)) if head else ""


def _without_middle(name: str, width: int, tail: int) -> str:
    return _head(name, width - 1 - tail).rstrip() + ELLIPSIS + _tail(name, tail).lstrip()


def _head(name: str, width: int) -> str:
    end = len(name)
    while cell_len(name[:end]) > width:
        end -= 1
    return name[:end]


def _tail(name: str, width: int) -> str:
    start = 0
    while cell_len(name[start:]) > width:
        start += 1
    return name[start:]


NO_NAMES = SiteNames(())
"""The names of no network."""


class KeptNames:
    """Makes the names anew only where a site was renamed, came or left."""

    def __init__(self) -> None:
        self._sites: tuple[SiteView, ...] = ()
        self._names = NO_NAMES

    def of(self, sites: tuple[SiteView, ...]) -> SiteNames:
        """Return the names of these sites; the same object while all names are the same."""
        if not _has_same_names(self._sites, sites):
            self._names = SiteNames(sites)
        self._sites = sites
        return self._names


def _has_same_names(one: Sequence[SiteView], other: Sequence[SiteView]) -> bool:
    return len(one) == len(other) and all(
        a is b or (a.id, a.number, a.name, a.short_name) == (b.id, b.number, b.name, b.short_name)
        for a, b in zip(one, other, strict=True)
    )
