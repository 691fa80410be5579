"""Reads an attendance sheet of a training: who came from which site, by what number, on which day."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from gbdt_console.core.clean_text import clean, fold
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.setup.points import RowFault
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.sheet import SheetRow
from gbdt_console.core.units import Day, SiteId
from gbdt_console.settings.nearest import nearest
from gbdt_console.settings.scalars import Text
from gbdt_console.settings.setup.answers import Refused, checked
from gbdt_console.settings.setup.points import COLUMNS as POINT_COLUMNS
from gbdt_console.settings.setup.points import Row, below_head, read_phone, refuse_formulas

T = TypeVar("T")


def _any_of(words: str) -> frozenset[str]:
    return frozenset(words.split("|"))


COLUMNS: Mapping[str, frozenset[str]] = {
    "number": _any_of("so diem|so diem cau|diem so|ma diem|site number|site no"),
    "site": _any_of(
        "don vi|ten don vi|don vi cong tac|noi cong tac|co quan|diem|diem cau|ten diem|ten diem cau"
    )
    | _any_of("xa|xa phuong|xa, phuong|xa/phuong|xa (phuong)|site|site name|point|unit|commune|office"),
    "name": _any_of("ho ten|ho va ten|ten can bo|can bo|nguoi du|hoc vien|name|full name"),
    "phone": POINT_COLUMNS["phone"] | _any_of("di dong|so di dong|dien thoai di dong|mobile"),
    "post": _any_of("vai tro|nhiem vu|vi tri|post"),
    "day": _any_of("ngay|ngay dao tao|ngay tap huan|ngay hoc|day|date|training day"),
    "subject": _any_of("noi dung|noi dung dao tao|noi dung tap huan|chuyen de|subject"),
    "present": _any_of("co mat|diem danh|tham du|present|attended"),
}
"""Words of the head by column. Other columns are not read: a sheet holds more of a person than is needed.
'STT' numbers the rows of such a sheet, not the sites."""
_POSTS = {
    Post.TECHNICIAN: _any_of("chinh|can bo ky thuat|ky thuat|phu trach|technician|main"),
    Post.DEPUTY: _any_of("nguoi thay|du phong|phu|can bo du phong|thay the|deputy|second"),
}
_PRESENT = {
    True: _any_of("x|co|co mat|v|yes|y|1|present"),
    False: _any_of("|vang|vang mat|khong|-|no|n|0|absent"),
}
_CENTRE = _any_of("centre|trung tam|trung tam dieu khien|control centre")
_TITLES = (
    *(("uy", "ban", "nhan", "dan"), ("diem", "cau"), ("thi", "tran"), ("dac", "khu")),
    *(("ubnd",), ("diem",), ("xa",), ("phuong",), ("x.",), ("p.",)),
)
"""What may stand before a commune's name."""
_MOST = 80
"""Limits a name, a number or a subject, characters, as the engine does."""
_WRITTEN_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)")
_SERIAL_DAY = re.compile(r"[45]\d{4}")
_SERIAL_FROM = date(1899, 12, 30)
"""Day 0 of a workbook, which takes 1900 for a leap year (ECMA-376 part 1, 18.17.4.1)."""


class SheetSite(NamedTuple):
    """A site as a sheet may name it; `names` has the name, and the short one if there is any."""

    id: SiteId
    number: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read.

    rows: one row a post, with names
    places: file and line of each row's post
    read_as: sites that the sheet writes otherwise, each with its words
    faults: rows that cannot be used; with any the sheet is not imported
    """

    rows: tuple[SheetRow, ...] = ()
    places: Mapping[tuple[SiteId, str], str] = field(default_factory=dict)
    read_as: tuple[tuple[str, SiteId], ...] = ()
    faults: tuple[RowFault, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetReader:
    """Reads sheets.

    today: day by the network's time zone; no training lies after it
    post: the post of a row that names none
    day, subject: those of all rows that have none of their own; empty where not given
    """

    sites: tuple[SheetSite, ...]
    today: date
    post: Post = Post.TECHNICIAN
    day: Day = ""
    subject: str = ""

    def read(self, file: str, rows: Iterable[Row]) -> Sheet:
        """Read all rows of a table; `file` is its name."""
        below = below_head(rows, COLUMNS, _is_head)
        if below is None:
            return Sheet(faults=(RowFault(file, "technicians.sheet-no-head", {}),))
        found: dict[tuple[SiteId, str], SheetRow] = {}
        places: dict[tuple[SiteId, str], str] = {}
        read_as: list[tuple[str, SiteId]] = []
        faults: list[RowFault] = []
        for place, cells in below:
            try:
                row, said = self._row(cells)
                if (before := places.setdefault(row.place, place)) is not place:
                    raise Refused("technicians.sheet-twice", other=before)
            except Refused as refused:
                faults.append(RowFault(place, refused.code, refused.params))
                continue
            found[row.place] = row
            if said:
                read_as.append((said, row.site_id))
        if not found and not faults:
            faults.append(RowFault(file, "technicians.sheet-empty", {}))
        return Sheet(tuple(found.values()), places, tuple(read_as), tuple(faults))

    def _row(self, cells: Mapping[str, str]) -> tuple[SheetRow, str]:
        """Return a row, and the words for its site where they differ. Raises Refused."""
        refuse_formulas(cells)
        site_id, said = self._site(cells)
        trained = ""
        if "present" not in cells or _one_of(cells, "present", _PRESENT):
            trained = self._day(cells.get("day", "")) or self.day
        subject = _text(cells, "subject") or self.subject
        row = SheetRow(
            site_id,
            self.post if not cells.get("post", "").strip() else _one_of(cells, "post", _POSTS),
            _text(cells, "name"),
            clean(read_phone(cells.get("phone", "")), _MOST),
            trained,
            subject if trained else "",
        )
        return row, said

    def _day(self, cell: str) -> Day:
        text = cell.strip()
        written = _WRITTEN_DAY.fullmatch(text)
        try:
            if _SERIAL_DAY.fullmatch(text):
                day = _SERIAL_FROM + timedelta(days=int(text))
            elif written:
                day = date(int(written[3]), int(written[2]), int(written[1]))
            else:
                day = date.fromisoformat(text) if text else date.min
        except ValueError:
            raise Refused("technicians.sheet-day", field="day", value=clean(text, 40)) from None
        if day > self.today:
            raise Refused("technicians.sheet-day-ahead", field="day", value=clean(text, 40))
        return day.isoformat() if text else ""

    def _site(self, cells: Mapping[str, str]) -> tuple[SiteId, str]:
        """Return the site's id, and the cell where it writes the site without its marks. Raises Refused."""
        number = cells.get("number", "").strip().lstrip("0")
        text = number or " ".join(cells.get("site", "").partition(",")[0].split())
        if not text:
            raise Refused("technicians.sheet-no-site", field="site")
        if text.isdecimal():
            text = text.lstrip("0")
            ids = {site.id for site in self.sites if str(site.number) == text}
            return self._only(ids, text), ""
        if fold(text) in _CENTRE:
            return CENTRE, ""
        for form, is_sure in _FORMS:
            wanted = form(text)
            ids = {
                site.id for site in self.sites if wanted in (site.id, *(form(name) for name in site.names))
            }
            if ids:
                return self._only(ids, text), "" if is_sure else clean(text, 40)
        return self._only(set(), text), ""

    def _only(self, ids: set[SiteId], text: str) -> SiteId:
        """Return the only id. Raises Refused for none or several."""
        params = {"field": "site", "value": clean(text, 40)}
        if not ids:
            names = [name for site in self.sites for name in site.names[:1]]
            raise Refused("technicians.sheet-site", known=nearest(_bare(text), names), **params)
        if len(ids) > 1:
            known = ", ".join(f"{site.number} {site.names[0]}" for site in self.sites if site.id in ids)
            raise Refused("technicians.sheet-sites", known=known, **params)
        return ids.pop()


def _is_head(found: Mapping[str, int]) -> bool:
    """A head names the site, and something that is told of it."""
    return bool(found.keys() & {"number", "site"} and found.keys() & {"name", "phone", "day", "present"})


def _text(cells: Mapping[str, str], name: str) -> str:
    cell = " ".join(cells.get(name, "").split())
    return checked(Text, cell, name, _MOST) if cell else ""


def _one_of(cells: Mapping[str, str], name: str, choices: Mapping[T, frozenset[str]]) -> T:
    """Return what a cell says. Raises Refused."""
    text = " ".join(fold(cells[name]).split())
    for choice, words in choices.items():
        if text in words:
            return choice
    raise Refused(f"technicians.sheet-{name}", field=name, value=clean(cells[name].strip(), 40))


def _same(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _bare(text: str) -> str:
    """Return a commune's name without 'UBND', 'xã', 'phường' and the like before it."""
    words = text.split()
    while title := next(_titles_of(words), None):
        words = words[len(title) :]
    return " ".join(words)


def _titles_of(words: list[str]) -> Iterator[tuple[str, ...]]:
    folded = tuple(map(fold, words))
    return (title for title in _TITLES if folded[: len(title)] == title and len(folded) > len(title))


_FORMS: tuple[tuple[Callable[[str], str], bool], ...] = (
    (_same, True),
    (lambda text: _same(_bare(text)), True),
    (lambda text: fold(_same(text)), False),
    (lambda text: fold(_same(_bare(text))), False),
)
"""Forms in which names are compared, the strictest first, each with whether it may not be another site's."""
