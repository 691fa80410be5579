"""The archive of screen F8 over a real journal: what it lists, makes and writes."""

import gc
import resource
import sqlite3
import sys
from pathlib import Path

import pytest

from gbdt_console.cli.context import Context
from gbdt_console.cli.reports.journal_archive import JournalArchive
from gbdt_console.compose import load
from gbdt_console.core.reports.archive import PaperFormat, ReportFailed, ReportKind, ReportTask
from tests.support.cli.station import SECRETS, Station
from tests.support.papers.figures import all_words
from tests.support.reports.working_day import TITLE, write_day


def archive_of(station: Station) -> JournalArchive:
    return JournalArchive(Context.of(str(station.config), str(station.state), None, {}), "vi")


def test_the_day_s_minutes_are_listed_made_and_written(station: Station) -> None:
    write_day(station.state)
    archive, task = archive_of(station), ReportTask()
    ref = next(one for one in archive.contents(task) if one.kind is ReportKind.MINUTES)
    assert ref.title == TITLE
    assert task.share > 0
    paper = archive.paper(ref, ReportTask())
    assert "8 Sa Pa" in " ".join(all_words(paper))
    for format_ in (PaperFormat.DOCX, PaperFormat.XLSX, PaperFormat.HTML, PaperFormat.CSV):
        path = archive.export(paper, format_, ReportTask())
        assert path == station.state / "reports" / f"{paper.name}.{format_.suffix}"
        assert path.stat().st_size > 1_000


def test_without_sites_yaml_papers_name_what_the_engine_watches(station: Station) -> None:
    write_day(station.state)
    network = load(station.config, SECRETS)
    archive = JournalArchive(Context.of(None, str(station.state), None, {}), "vi", network)
    ref = next(one for one in archive.contents(ReportTask()) if one.kind is ReportKind.MINUTES)
    assert "8 Sa Pa" in " ".join(all_words(archive.paper(ref, ReportTask())))


def test_every_report_on_the_list_can_be_made(station: Station) -> None:
    write_day(station.state)
    archive = archive_of(station)
    refs = archive.contents(ReportTask())
    assert {ref.kind for ref in refs} == set(ReportKind)
    papers = [archive.paper(ref, ReportTask()) for ref in refs]
    assert len({paper.name for paper in papers}) == len(refs)


def test_a_file_that_a_clerk_filled_in_is_never_written_over(station: Station) -> None:
    write_day(station.state)
    archive = archive_of(station)
    paper = archive.paper(archive.contents(ReportTask())[0], ReportTask())
    first = archive.export(paper, PaperFormat.CSV, ReportTask())
    first.write_bytes(b"filled in")
    second = archive.export(paper, PaperFormat.CSV, ReportTask())
    assert second.name == f"{paper.name}-2.csv.zip"
    assert first.read_bytes() == b"filled in"


@pytest.mark.parametrize("act", ["contents", "paper"])
def test_a_cancelled_task_reads_no_further(station: Station, act: str) -> None:
    write_day(station.state)
    archive, task = archive_of(station), ReportTask()
    ref = archive.contents(ReportTask())[0]
    task.cancel()
    with pytest.raises(ReportFailed) as refused:
        archive.contents(task) if act == "contents" else archive.paper(ref, task)
    assert refused.value.code == "paper.cancelled"


class WatchedTask(ReportTask):
    """Notes how Python is set at each step."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[tuple[bool, float]] = set()

    def step(self, done: int, total: int) -> None:
        self.seen.add((gc.isenabled(), sys.getswitchinterval()))
        super().step(done, total)


def test_a_report_lets_the_screen_run_and_leaves_python_as_it_was(station: Station) -> None:
    write_day(station.state)
    archive, before = archive_of(station), (gc.isenabled(), sys.getswitchinterval())
    task = WatchedTask()
    archive.contents(task)
    ((is_searching, turn_s),) = task.seen
    assert not is_searching
    assert turn_s < before[1]
    assert (gc.isenabled(), sys.getswitchinterval()) == before
    task.cancel()
    with pytest.raises(ReportFailed):
        archive.contents(task)
    assert (gc.isenabled(), sys.getswitchinterval()) == before


def test_a_missing_or_damaged_journal_is_a_reason_and_no_end(station: Station) -> None:
    with pytest.raises(ReportFailed) as missing:
        archive_of(station).contents(ReportTask())
    assert missing.value.code == "verb.no-engine"
    path = write_day(station.state)
    ref = archive_of(station).contents(ReportTask())[0]
    with sqlite3.connect(path) as file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER {name}")
        file.execute("UPDATE events SET at_utc_us = at_utc_us + 1 WHERE seq = 40")
    with pytest.raises(ReportFailed) as damaged:
        archive_of(station).paper(ref, ReportTask())
    assert damaged.value.code == "verb.journal-damaged"


def test_a_cancelled_or_failed_export_leaves_no_file(station: Station) -> None:
    write_day(station.state)
    archive, task = archive_of(station), ReportTask()
    paper = archive.paper(archive.contents(ReportTask())[0], ReportTask())
    task.cancel()
    with pytest.raises(ReportFailed) as refused:
        archive.export(paper, PaperFormat.DOCX, task)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with pytest.raises(ReportFailed) as failed:
            archive.export(paper, PaperFormat.HTML, ReportTask())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (refused.value.code, failed.value.code) == ("paper.cancelled", "report.file")
    assert list((station.state / "reports").iterdir()) == []
    kept = ReportTask()
    path = archive.export(paper, PaperFormat.CSV, kept)
    assert not kept.cancel(), "too late: the file is there and is told"
    assert path.exists()


def test_a_folder_that_cannot_be_written_is_told(station: Station) -> None:
    write_day(station.state)
    archive = archive_of(station)
    paper = archive.paper(archive.contents(ReportTask())[0], ReportTask())
    (Path(station.state) / "reports").write_text("a file stands in its place")
    with pytest.raises(ReportFailed) as refused:
        archive.export(paper, PaperFormat.CSV, ReportTask())
    assert refused.value.code == "report.file"
