"""Writes the checklist as one A4 page: what is needed on the day the screen is gone."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape
from textwrap import wrap

from gbdt_console.core.alarms.definitions import ContactRole
from gbdt_console.core.callees import Callee, callees
from gbdt_console.core.checklist.view import ChecklistView, SiteChecks
from gbdt_console.core.clean_text import clean
from gbdt_console.core.meetings.meeting import Meeting, sheet_id_of
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.profiles.profile import profile_of
from gbdt_console.core.sites import DeviceKind, Network, Site
from gbdt_console.text.checklist.checklist_text import ChecklistWords
from gbdt_console.text.formats import Formats
from gbdt_console.text.things import number_text
from gbdt_console.text.words import Words

_BLANK = "." * 40
_WIDTH = 80
"""Limits a line of the plain text, characters: what a terminal and a line printer hold."""
_LEAST_NAME = 12
"""Limits how short a site's name is cut; a longer number to dial stands on a line of its own then."""
_NOWHERE = "—"
"""Stands where a site has neither a number nor a codec."""
_STYLE = """@page { size: A4 portrait; margin: 15mm 15mm 15mm 25mm; }
body { font: 10pt 'Times New Roman', serif; color: #000; }
h1 { font-size: 14pt; text-align: center; margin: 0 0 4pt; }
h2 { font-size: 10pt; margin: 6pt 0 1pt; }
p { margin: 1pt 0; }
.small p { font-size: 9pt; margin: 0; }
table { border-collapse: collapse; width: 100%; font-size: 9pt; }
th, td { border: 0.5pt solid #000; padding: 1pt 3pt; text-align: left; }
td.mark { text-align: center; }
thead { display: table-header-group; } tr { break-inside: avoid; }"""


class ChecklistPage:
    """Writes one sheet as text or as a page for a browser's printer."""

    def __init__(
        self,
        words: Words,
        formats: Formats,
        network: Network,
        view: ChecklistView,
        meeting: Meeting | None,
        journal_head: str = "",
        calendar: Iterable[Registration] = (),
    ) -> None:
        """Take what the page shows.

        network: sites, contacts and addresses
        meeting: that of the sheet, if it is known; its title is empty where it is closed
        journal_head: the journal's head as paper carries it; empty without a journal
        """
        self._calendar = calendar
        self._words = words
        self._formats = formats
        self._network = network
        if network.paper_head.offices_only and view.closing is not None:
            view = replace(view, closing=replace(view.closing, by=words("report.office")))
        self._view = view
        self._journal_head = journal_head
        is_its = meeting is not None and sheet_id_of(meeting) == view.meeting_id
        self._meeting = meeting if is_its else None
        self._sites = {site.id: site for site in network.sites}
        self._rows = [(self._sites[row.site_id], row) for row in view.rows if row.site_id in self._sites]
        self._profile = profile_of(
            network.profiles, "" if self._meeting is None else self._meeting.profile_id
        )
        self._text = ChecklistWords(words, formats, {site.id: _named(site) for site in network.sites})

    def text(self, now_s: float, now_utc: float) -> str:
        """Return the page as plain text.

        now_s: monotonic seconds at which the cells are judged
        """
        lines = [self._network.name, self._words("checklist.page.title"), "", *self._head(now_utc), ""]
        lines += [*self._table_lines(now_s), "", *self._contact_lines(), "", *self._order(), ""]
        lines += self._foot(now_utc)
        return "\n".join(part for line in lines for part in _wrapped(line))

    def html(self, now_s: float, now_utc: float) -> str:
        """Return the page as a document of its own; the parameters are those of `text`."""
        w = self._words
        head = "".join(f"<p>{escape(line)}</p>" for line in self._head(now_utc))
        contacts = "".join(f"<p>{escape(line)}</p>" for line in self._contact_lines(has_codec=False)[1:])
        order = f"<p>{escape('; '.join(self._order()[1:]))}</p>"
        foot = "".join(f"<p>{escape(line)}</p>" for line in self._foot(now_utc))
        title = escape(w("checklist.page.title"))
        return (
            f'<!DOCTYPE html>\n<html lang="{w.language}"><head><meta charset="utf-8"><title>{title}</title>'
            f"<style>{_STYLE}</style></head>\n<body><p>{escape(self._network.name)}</p><h1>{title}</h1>{head}\n"
            f"{self._table(now_s)}\n<h2>{escape(w('checklist.page.contacts'))}</h2>"
            f'<div class="small">{contacts}</div>\n'
            f"<h2>{escape(w('checklist.page.order'))}</h2>{order}\n{foot}</body></html>\n"
        )

    def _head(self, _now_utc: float) -> list[str]:
        w, view, meeting = self._words, self._view, self._meeting
        lines = []
        if meeting is not None:
            is_secret = meeting.is_closed or not meeting.title
            titled = w("checklist.page.meeting", title=clean(meeting.title))
            lines.append(w("checklist.page.closed-meeting") if is_secret else titled)
            chair = self._sites.get(meeting.leading_site_id)
            lines.append(w("checklist.page.chair", site="" if chair is None else _named(chair)))
        opening, due = map(self._formats.day_and_time, (view.opening_utc, view.due_utc))
        lines.append(w("checklist.page.opening", opening=opening, due=due))
        lines += self._text.upper(view, self._calendar)
        mcu = self._network.centre.mcu
        if mcu is not None:
            lines.append(w("checklist.page.mcu", address=mcu.address))
        lines.append(w("checklist.page.backup", text=self._backup()))
        return lines

    def _backup(self) -> str:
        """Return where the sites call when the MCU is lost: by the profile, else a line to fill in."""
        backup = None if self._profile is None else self._profile.backup
        if backup is None:
            return _BLANK
        kept = self._words("checklist.page.pin", where=backup.pin_kept) if backup.pin_kept else ""
        return ", ".join(filter(None, (backup.dial, backup.name, kept)))

    def _table_lines(self, now_s: float) -> Iterator[str]:
        w = self._words
        titles = self._titles()
        number, site_, dial = (w(f"checklist.page.{code}") for code in ("number", "site", "dial"))
        width = max(map(len, (dial, *(self._dial(site) for site, _ in self._rows))))
        room = _WIDTH - len(f"{'':>4} {'':<{width}}  {' '.join(titles)}")
        has_own_line = room < _LEAST_NAME
        room += width + 1 if has_own_line else 0
        head = "" if has_own_line else f"{dial:<{width}} "
        yield f"{number:>4} {_cut(site_, room):<{room}} {head}{' '.join(titles)}"
        for site, row in self._rows:
            signed = zip(titles, self._marks(row, now_s), strict=True)
            marks = " ".join(f"{mark:<{len(title)}}" for title, mark in signed)
            called = "" if has_own_line else f"{self._dial(site):<{width}} "
            yield f"{site.number:>4} {_cut(site.name, room):<{room}} {called}{marks}".rstrip()
            if has_own_line:
                yield f"{'':>5}{self._dial(site)}"
            if roll := self._text.roll(row):
                yield f"{'':>5}{roll}"
        yield self._legend()

    def _dial(self, site: Site) -> str:
        """Return where a site is called: by the profile, its own number, else its codec's address."""
        own = None if self._profile is None else self._profile.by_site.get(site.id)
        return (own.dial if own is not None else "") or site.conference_number or _codec(site) or _NOWHERE

    def _spare(self, site: Site) -> str:
        """Return the codec's address where it is not what the table has; empty else."""
        return "" if _codec(site) == self._dial(site) else _codec(site)

    def _legend(self) -> str:
        """Return what the marks mean, and why a site has no number."""
        has_none = any(self._dial(site) == _NOWHERE for site, _ in self._rows)
        reason = self._words("checklist.page.no-dial") if has_none else ""
        return "; ".join(filter(None, (self._words("checklist.page.legend"), reason)))

    def _table(self, now_s: float) -> str:
        w = self._words
        titles = [w(f"checklist.page.{code}") for code in ("number", "site", "dial")]
        head = "".join(f"<th>{escape(text)}</th>" for text in (*titles, *self._titles()))
        rows = []
        for site, row in self._rows:
            roll = self._text.roll(row)
            name = site.name + (f" ({roll})" if roll else "")
            dial = ", ".join(filter(None, (self._dial(site), self._spare(site))))
            facts = "".join(f"<td>{escape(text)}</td>" for text in (str(site.number), name, dial))
            marks = "".join(f'<td class="mark">{escape(mark)}</td>' for mark in self._marks(row, now_s))
            rows.append(f"<tr>{facts}{marks}</tr>")
        legend = f"<p>{escape(self._legend())}</p>"
        return (
            f'<table border="1"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>{legend}'
        )

    def _titles(self) -> list[str]:
        return [self._text.title(cell.check) for row in self._view.rows[:1] for cell in row.cells]

    def _marks(self, row: SiteChecks, now_s: float) -> list[str]:
        return [self._words(f"checklist.letter.{state}") for state in row.signed_at(now_s)]

    def _contact_lines(self, *, has_codec: bool = True) -> list[str]:
        """Return centre, carriers, then the sites, each with its numbers in order of calling.

        has_codec: whether a site's codec follows, where the table has another number than its address
        """
        network, w = self._network, self._words
        of_sheet = {row.site_id for row in self._view.rows}
        carriers = [callees(ContactRole.CARRIER, one.name, one.contacts) for one in network.carriers.values()]
        sites = [site for site in network.sites if site.id in of_sheet]
        parties: list[tuple[tuple[Callee, ...], str]] = [
            (callees(ContactRole.CENTRE, w("checklist.page.centre"), network.centre.contacts), ""),
            *((carrier, "") for carrier in carriers),
            *(
                (callees(ContactRole.SITE, _named(site), site.contacts), self._spare(site) * has_codec)
                for site in sites
            ),
        ]
        lines = [w("checklist.page.contacts")]
        for numbers, codec in parties:
            told = [number_text(w, one) + (f" ({one.role})" if one.role else "") for one in numbers]
            told += [w("checklist.page.codec", address=codec)] if codec else []
            lines.append(f"{numbers[0].party}: {', '.join(told)}")
        return lines

    def _order(self) -> list[str]:
        order = () if self._meeting is None else self._meeting.running_order
        named = [_named(self._sites[site]) for site in order if site in self._sites]
        lines = [f"{place}. {name}" for place, name in enumerate(named, start=1)]
        return [self._words("checklist.page.order"), *(lines or [self._words("checklist.page.none")])]

    def _foot(self, now_utc: float) -> Iterator[str]:
        w, view = self._words, self._view
        if view.changes or view.config_changes:
            yield w("checklist.page.changed")
            yield from self._text.changes(view, now_utc)
        yield self._text.closing(view, None) or w("checklist.page.open")
        closed_utc = view.due_utc if view.closing is None else view.closing.at_utc
        if view.closed_for_utc is None and (late_s := closed_utc - view.due_utc) > 0.0:
            yield w("checklist.page.late", length=self._formats.duration(late_s))
        yield f"{w('checklist.page.sign')}: {_BLANK}"
        yield w("checklist.page.printed", time=self._formats.day_and_time(now_utc))
        if self._journal_head:
            yield w("journal.head-on-paper", head=self._journal_head)


def _wrapped(line: str) -> list[str]:
    """Return a line in parts that fit the page; broken after a comma first, so that no number is cut."""
    if len(line) <= _WIDTH:
        return [line]
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    parts = [""]
    for piece in line.split(", "):
        longer = f"{parts[-1]}, {piece}" if parts[-1] else piece
        if len(longer) < _WIDTH or not parts[-1]:
            parts[-1] = longer
        else:
            parts[-1] += ","
            parts.append(f"{indent}{piece}")
    return [one for part in parts for one in wrap(part, _WIDTH, subsequent_indent=indent)]


def _codec(site: Site) -> str:
    """Return the address of the site's codec; empty where it has none."""
    return next((device.address for device in site.devices if device.kind is DeviceKind.CODEC), "")


def _named(site: Site) -> str:
    return f"{site.number} {site.name}"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
