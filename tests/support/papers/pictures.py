"""Draws page 1 of every kind of paper, of a quiet day and of a bad one, into docs/pictures/papers.

`python -m tests.support.papers.pictures`; it needs LibreOffice for the sheets, pdftoppm and ImageMagick.
"""

import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from gbdt_console.compose import load
from gbdt_console.core.events import Entry
from gbdt_console.core.meetings.notices import Notice, NoticeGroup
from gbdt_console.core.meetings.registration import NoticeChannel, Registration, ToldPlan
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from gbdt_console.core.reports.month_fold import MonthFold
from gbdt_console.core.reports.outages.facts import outage_facts
from gbdt_console.core.reports.outages.fold import OutagesFold
from gbdt_console.core.reports.paper import Paper
from gbdt_console.core.reports.year_fold import YearFold
from gbdt_console.core.reports.year_sums import year_facts
from gbdt_console.core.sites import Network
from gbdt_console.exporters.papers.pdf_paper import pdf_bytes
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.codec import event_data
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME
from gbdt_console.settings.shipped import shipped_example
from gbdt_console.text.meetings.notices import NoticeWriter
from gbdt_console.text.reports.minutes import minutes_paper
from gbdt_console.text.reports.month import availability_paper, carrier_paper
from gbdt_console.text.reports.outages.outage_paper import outage_paper
from gbdt_console.text.reports.paper_wording import with_office_words
from gbdt_console.text.reports.report_words import ReportPlace, ReportWords
from gbdt_console.text.reports.shutdown_paper import shutdown_paper
from gbdt_console.text.reports.year import year_paper
from gbdt_console.text.words import Words
from tests.support.cli.station import SECRETS, Station
from tests.support.papers.office import LONGEST_S
from tests.support.places import DOCS
from tests.support.reports.quiet_day import quiet_day, quiet_plan
from tests.support.reports.season import SEASON, SHARED, UNANSWERED, season_entries
from tests.support.reports.working_day import NAME, NUMBER, Moment, at, moments
from tests.support.reports.year import YEAR, YEAR_BEGAN_UTC, Year

PICTURES = DOCS / "pictures" / "papers"
SHEETS = ("sheet-quiet", "sheet-bad")
_DPI, _PALETTE = "100", ("-strip", "+dither", "-colors", "12")
_WEB_PAGE = ("soffice", "--headless", "--norestore", "--convert-to", "pdf:writer_web_pdf_Export")
_HASH = "5a" * 32
_QUIET = Year(sites=SEASON.sites, meetings=4, outages=0, days=32)
_FEBRUARY_UTC = YEAR_BEGAN_UTC + 32 * 86_400.0 + 3_600.0
_LATER_UTC = YEAR_BEGAN_UTC + SEASON.days * 86_400.0 + 3_600.0


def papers() -> Iterator[tuple[str, Paper]]:
    """Yield every kind of paper by the stem of its picture."""
    with TemporaryDirectory() as folder:
        config = Path(folder) / "sites.yaml"
        config.write_text(shipped_example("sites.yaml"))
        network = load(config, SECRETS)
    for name, day in (("quiet", quiet_day()), ("bad", moments())):
        yield from _of_a_day(name, entries_of(day), network)
    for name, year, entries, month, now_utc in (
        ("quiet", _QUIET, entries_of(_QUIET.moments()), f"{YEAR}-01", _FEBRUARY_UTC),
        ("bad", SEASON, season_entries(), f"{YEAR}-02", _LATER_UTC),
    ):
        own = replace(year.network, paper_head=network.paper_head, name=network.name)
        yield from _of_a_season(name, entries, month, now_utc, own)
    yield from _notices(network)


def entries_of(day: Iterable[Moment]) -> list[Entry]:
    return [
        Entry(seq, at_utc, event.KIND, event.VERSION, actor, event_data(event), event)
        for seq, (at_utc, actor, event) in enumerate(day, start=1)
    ]


def _of_a_day(name: str, entries: list[Entry], network: Network) -> Iterator[tuple[str, Paper]]:
    words = ReportWords(Words("vi"), ReportPlace.of(network, Words("vi")))
    end, now_utc = JournalEnd(len(entries), _HASH, entries[-1].at_utc), at("23:00:00")
    fold = MinutesFold(MeetingRef(NUMBER))
    for entry in entries:
        fold.take(entry)
    facts = fold.facts(words.place.site_ids, end, now_utc)
    assert facts is not None
    assert facts.shutdown is not None
    yield f"minutes-{name}", minutes_paper(facts, words)
    yield f"shutdown-{name}", shutdown_paper(facts, facts.shutdown, words)


def _of_a_season(
    name: str, entries: Iterable[Entry], month: str, now_utc: float, network: Network
) -> Iterator[tuple[str, Paper]]:
    words = ReportWords(Words("vi"), ReportPlace.of(network, Words("vi")))
    lines = {site.id: site.line for site in network.sites}
    outages, of_month, year = (
        OutagesFold(),
        MonthFold(month, network.timezone),
        YearFold(YEAR, network.timezone),
    )
    end = JournalEnd()
    for entry in entries:
        for fold in (outages, of_month, year):
            fold.take(entry)
        end = JournalEnd(entry.seq, _HASH, entry.at_utc)
    carrier = next(iter(network.carriers))
    facts = of_month.facts(lines, end, now_utc, carrier)
    yield f"carrier-{name}", carrier_paper(facts, words)
    yield f"availability-{name}", availability_paper(of_month.facts(lines, end, now_utc), words)
    yield f"year-{name}", year_paper(year_facts(year, network, end, now_utc), words)
    if records := outages.records:
        yield f"outage-{name}", outage_paper(outage_facts(records[SHARED], lines, end, now_utc), words)
        short = next(one for one in records.values() if one.number not in (SHARED, UNANSWERED))
        yield "outage-quiet", outage_paper(outage_facts(short, lines, end, now_utc), words)


def _notices(network: Network) -> Iterator[tuple[str, Paper]]:
    """Yield the letter that invites the sites, and the one that says what changed since."""
    plan = replace(quiet_plan(), sites=tuple(site.id for site in network.sites[:5]))
    meeting = Registration(1, plan, at("08:50:00", 2), NAME, at("09:00:00", 2), NoticeChannel.LETTER)
    told = tuple(Notice(NoticeGroup.SITES, site, 0, "fax", at("09:05:00", 2), NAME) for site in plan.sites)
    later = replace(plan, opening="2026-01-05T09:30", sites=plan.sites[:4])
    changed = replace(
        meeting,
        plan=later,
        revision=1,
        notices=told,
        told_plans=(ToldPlan(0, plan),),
        change_reason="mưa lũ tại Bảo Yên",
    )
    writer = NoticeWriter(network, None)
    for name, one in (("quiet", meeting), ("bad", changed)):
        states = one.notice_states(dict(network.meetings.carriers))
        state = next(state for state in states if state.group is NoticeGroup.SITES)
        yield f"notice-{name}", writer.letter(writer.write(one, state), name, at("10:00:00", 2))


def sheets() -> Iterator[tuple[str, str]]:
    """Yield the readiness sheet of each day as a page of HTML, by the stem of its picture."""
    for name, day in zip(SHEETS, (quiet_day(), moments()), strict=True):
        with TemporaryDirectory() as folder:
            station = Station(Path(folder))
            EventStore.create(station.state / JOURNAL_NAME)
            with EventStore.open(station.state / JOURNAL_NAME) as store:
                store.append([UnchainedEntry.of(event, at_utc, actor) for at_utc, actor, event in day])
            yield name, station.run("checklist", "print", "--html", lang="vi").stdout


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    made = {name: pdf_bytes(with_office_words(paper, None)) for name, paper in papers()}
    with TemporaryDirectory() as folder:
        for name, content in made.items():
            (Path(folder) / f"{name}.pdf").write_bytes(content)
        pages = dict(sheets())
        for name, page_text in pages.items():
            (Path(folder) / f"{name}.html").write_text(page_text)
        subprocess.run(
            [*_WEB_PAGE, "--outdir", folder, *(f"{folder}/{name}.html" for name in pages)],
            check=True,
            timeout=LONGEST_S,
        )
        for name in (*made, *pages):
            pdf, page = Path(folder) / f"{name}.pdf", Path(folder) / name
            subprocess.run(
                ["pdftoppm", "-r", _DPI, "-gray", "-f", "1", "-l", "1", "-singlefile", "-png", pdf, page],
                check=True,
            )
            subprocess.run(
                ["convert", f"{page}.png", *_PALETTE, f"png8:{PICTURES / name}.png"],
                check=True,
            )


if __name__ == "__main__":
    main()
