"""Writes the words and values of a paper in its own language, the same for every file format."""

from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.clean_text import clean
from gbdt_console.core.journal_head import head_on_paper
from gbdt_console.core.reports.paper import Annex, Cell, CellKind, Chart, ChartRow, Paper, PaperKind, Text
from gbdt_console.text.clock_text import clock_text
from gbdt_console.text.formats import money, three_digits
from gbdt_console.text.words import Words

UNKNOWN = "–"
"""Stands where a value is not known."""
_LONGEST = 8_000
"""Limits a paragraph or a value, characters; a page has about 3 000."""
_MOST_DIGITS = 3
"""Digits after the decimal sign of numbers and percentages: of a month 0,001 % are 26 s."""
_HOUR_S, _MINUTE_S = 3_600, 60
_TIME_FORMATS = {"vi": "%d/%m/%Y %H:%M:%S", "en": "%Y-%m-%d %H:%M:%S"}
_DECIMAL_SIGNS = {"vi": ",", "en": "."}


class PaperText:
    """Writes heads, values and lines of one paper; every text is cleaned."""

    def __init__(self, paper: Paper) -> None:
        self.words = Words(paper.language)
        self.zone = ZoneInfo(paper.timezone)
        self._paper = paper

    @property
    def nation(self) -> tuple[str, str]:
        """The two lines of the national heading."""
        return self.words("paper.nation"), self.words("paper.motto")

    @property
    def bodies(self) -> tuple[str, str]:
        """The superior body and the issuing one, in capitals; empty where sites.yaml does not name it."""
        return plain(self._paper.head.superior).upper(), plain(self._paper.head.body).upper()

    @property
    def number(self) -> str:
        """The line of the number, which the clerk fills in, with the body's symbol."""
        return self.words(f"paper.number.{self._paper.kind}") + plain(self._paper.head.symbol)

    @property
    def place_and_day(self) -> str:
        """The line of place and date as the decree writes it: days below 10 and months 1 and 2 with a 0."""
        place = plain(self._paper.head.place)
        return self.words("paper.place-day", place=place, day=self.day) if place else self.day

    @property
    def day(self) -> str:
        day = self._paper.day
        month = f"{day.month:02}" if day.month <= 2 else str(day.month)
        return self.words("paper.day", day=f"{day.day:02}", month=month, year=day.year)

    @property
    def kind(self) -> str:
        return self.words(f"paper.kind.{self._paper.kind}")

    @property
    def subject(self) -> str:
        """The line below the kind, with the name of the system."""
        return plain(" - ".join(filter(None, (self._paper.subject, self._paper.head.network))))

    @property
    def addressees(self) -> list[str]:
        """Whom a letter addresses in its first paragraph: 'Kính gửi: A; B.' has A and B."""
        first = self._paper.blocks[0] if self._paper.blocks else None
        if self._paper.kind is not PaperKind.LETTER or not isinstance(first, Text):
            return []
        return plain(first.text).rstrip(".").partition(": ")[2].split("; ")

    @property
    def recipients(self) -> list[str]:
        """The list below 'Nơi nhận', which ends with the archive; 'as above' are a letter's addressees."""
        wanted = dict.fromkeys((*self._paper.recipients, *self._paper.head.copies))
        names = [f"- {plain(name)};" for name in wanted if plain(name) not in self.addressees]
        return [*names, f"- {self.words('paper.archive')}"]

    @property
    def journal_line(self) -> str:
        """The journal's head for `verify`, and how its clock stood; empty where it was not folded from it."""
        seq, digest, clock = self._paper.head_seq, self._paper.head_hash, self._paper.clock
        if not digest:
            return ""
        head = self.words("paper.journal", seq=seq, head=head_on_paper(seq, digest))
        if clock is None:
            return head
        return f"{head}; {clock_text(self.words, clock, self.cell(clock.since_utc, CellKind.TIME))}"

    def annex(self, number: int, annex: Annex) -> tuple[str, str, str]:
        """Return the annex's number, its title, and the paper that it belongs to."""
        belongs = self.words("paper.annex-of", kind=self.kind.lower(), day=self.day)
        return self.words("paper.annex", number=number), plain(annex.title), belongs

    def cell(self, value: Cell, kind: CellKind) -> str:
        """Write one value of a table; a text in a column of figures stays as it is."""
        if value is None:
            return UNKNOWN
        if isinstance(value, str) or kind is CellKind.TEXT:
            return plain(str(value))
        if kind is CellKind.SECONDS:
            return duration(value)
        if kind is CellKind.TIME:
            return self.at(value).strftime(_TIME_FORMATS[self.words.language])
        if kind in (CellKind.PERCENT, CellKind.LOSS):
            return f"{self._number(percent(value, kind))}%"
        return money(int(value)) if kind is CellKind.MONEY else self._number(value)

    def bar(self, row: ChartRow, chart: Chart) -> str:
        return self.cell(row.value, chart.unit)

    def at(self, utc_s: float) -> datetime:
        """Return the time in the paper's zone, without parts of a second, as the screens do."""
        return datetime.fromtimestamp(int(utc_s), self.zone)

    def _number(self, value: float) -> str:
        written = f"{value:.{_MOST_DIGITS}f}".rstrip("0").rstrip(".")
        return (written if written != "-0" else "0").replace(".", _DECIMAL_SIGNS[self.words.language])


def plain(text: str) -> str:
    """Clean one line of a paper."""
    return clean(text, _LONGEST)


def percent(value: float, kind: CellKind = CellKind.PERCENT) -> float:
    """Round a percentage to three digits, as its kind says."""
    return three_digits(value, is_loss=kind is CellKind.LOSS)


def duration(seconds: float) -> str:
    """Write '0:02:31'; hours go on beyond 24, as in Excel's [h]:mm:ss."""
    whole = abs(int(seconds))
    sign = "-" if seconds < 0 and whole else ""
    return f"{sign}{whole // _HOUR_S}:{whole % _HOUR_S // _MINUTE_S:02}:{whole % _MINUTE_S:02}"
