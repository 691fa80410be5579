"""After each hour its samples go into the chain as a sum, by which a file of evidence proves them."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from gbdt_console.core.events import BlipSeen, Event
from gbdt_console.core.sample_seals import SamplesSealed, SealedHours
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.evidence import Period, write_evidence
from gbdt_console.journal.evidence_proof import EvidenceFault, EvidenceReport, verify_evidence
from gbdt_console.journal.sample_file_guard import SampleFileGuard
from gbdt_console.journal.sample_seal import SampleSealer
from gbdt_console.journal.sample_store import SECONDS_KEPT, Pin
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME, SAMPLES_NAME
from tests.support.journal.evidence import with_new_sum
from tests.support.journal.sample_figures import minute

HOUR = 60
BEGAN = 490_896 * HOUR
"""A minute that begins an hour."""


class Recorder:
    """The samples of two lines, minute by minute, and the journal that their seals are written to."""

    def __init__(self, folder: Path, sealed: SealedHours | None = None) -> None:
        self.journal, self.samples = folder / JOURNAL_NAME, folder / SAMPLES_NAME
        self._guard = SampleFileGuard(self.samples, reserve_bytes=0)
        self._guard.sealer = SampleSealer(sealed.hours if sealed else ())
        if not self.journal.exists():
            EventStore.create(self.journal)
        self.sealed: list[SamplesSealed] = []

    def run(self, first: int, after: int, rtt: int = 100) -> None:
        for number in range(first, after):
            self._guard.write(minute(BEGAN + number, [rtt] * 60, [rtt + number % 60] * 60))
            self.record(self._guard.seal(BEGAN + number), BEGAN + number)

            if number % 10 == 5:
                self._append(BlipSeen("s0.line", 1.0, 2.0), BEGAN + number)

    def record(self, seal: SamplesSealed | None, at_minute: int) -> None:
        if seal is not None:
            self.sealed.append(seal)
            self._append(seal, at_minute)

    def _append(self, event: Event, at_minute: int) -> None:
        with EventStore.open(self.journal) as store:
            store.append([UnchainedEntry.of(event, at_minute * 60.0)])

    def pin(self, first: int, last: int) -> None:
        self._guard.pin(Pin((BEGAN + first) * 60.0, (BEGAN + last) * 60.0, "meeting"))

    def close(self) -> None:
        self._guard.close()

    def evidence(self, first: int, after: int) -> Path:
        """Write the evidence of the minutes from one to before another."""
        file = self.journal.with_name("evidence")
        file.unlink(missing_ok=True)
        period = Period((BEGAN + first) * 60.0, (BEGAN + after) * 60.0)
        with EventStore.view(self.journal) as store:
            write_evidence(file, store, self.samples, period, None)
        return file

    def proof(self, first: int, after: int) -> EvidenceReport:
        return verify_evidence(self.evidence(first, after))

    def falsify(self, number: int) -> None:
        """Change one second of one line on the disk, and nothing else."""
        connection = sqlite3.connect(self.samples)
        with connection:
            place = "slot / 1048576 = ? AND slot % 1048576 = 1"
            for table in ("seconds", "pinned_seconds"):
                change = f"UPDATE {table} SET codes = CAST(x'0100' || substr(codes, 3) AS BLOB) WHERE {place}"
                connection.execute(change, (BEGAN + number,))
        connection.close()


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    made = Recorder(tmp_path)
    yield made
    made.close()


@pytest.mark.outcome("intact")
def test_the_samples_of_sealed_hours_are_proven_and_those_of_the_running_hour_are_not(
    recorder: Recorder,
) -> None:
    recorder.run(0, 150)
    assert [one.from_utc for one in recorder.sealed] == [BEGAN * 60, (BEGAN + HOUR) * 60]
    report = recorder.proof(70, 145)
    assert (report.fault, report.samples.proven, report.samples.unproven) == (None, 1, 1)
    assert recorder.proof(30, 110).samples.proven == 2, "evidence has whole hours, also of a part of them"


@pytest.mark.parametrize("number", [0, 31, 59])
def test_one_changed_second_of_a_sealed_hour_is_false(recorder: Recorder, number: int) -> None:
    recorder.run(0, 150)
    recorder.falsify(number)
    report = recorder.proof(0, 145)
    assert report.fault is EvidenceFault.SAMPLES
    assert report.samples.false_utc_s == BEGAN * 60
    assert recorder.proof(80, 145).fault is None, "another hour's samples are as they were"


@pytest.mark.outcome("intact")
def test_a_line_left_out_or_put_in_is_false_and_what_nobody_sealed_is_called_unproven(
    recorder: Recorder,
) -> None:
    recorder.run(0, 150)
    lines = recorder.evidence(62, 100).read_bytes().splitlines()[:-1]
    seconds = [place for place, line in enumerate(lines) if b'"samples":"seconds"' in line]
    forged = recorder.journal.with_name("forged")

    def found(changed: list[bytes]) -> EvidenceReport:
        forged.write_bytes(with_new_sum(changed))
        return verify_evidence(forged)

    assert found(lines).samples.proven == 1
    assert found([*lines[: seconds[5]], *lines[seconds[6] :]]).fault is EvidenceFault.SAMPLES
    assert found([*lines, lines[seconds[0]]]).fault is EvidenceFault.SAMPLES
    average = json.dumps({"samples": "minute", "at_utc_s": (BEGAN + 61) * 60, "series": "s0.line"}).encode()
    report = found([*lines, average])
    assert (report.fault, report.samples.proven, report.samples.unproven) == (None, 0, 1), (
        "an average beside it"
    )
    assert (
        found([line for place, line in enumerate(lines) if place not in seconds] + [average]).samples.proven
        == 0
    )
    assert found([*lines, b'{"samples":"seconds"}']).fault is EvidenceFault.MALFORMED


def test_more_measured_after_the_clock_was_set_back_is_sealed_again(recorder: Recorder) -> None:
    recorder.run(0, 150)
    recorder.run(20, 30, rtt=50)
    recorder.run(150, 180)
    assert [one.from_utc for one in recorder.sealed].count(BEGAN * 60) == 2
    assert recorder.sealed[0].digest != recorder.sealed[2].digest
    assert recorder.proof(0, 110).samples.proven == 2


def test_a_restart_goes_on_with_the_hours_that_are_not_sealed(tmp_path: Path) -> None:
    first = Recorder(tmp_path)
    first.run(0, 110)
    first.close()
    kept = SealedHours()
    for seal in first.sealed:
        kept.apply(seal)
    second = Recorder(tmp_path, kept)
    second.run(200, 320)
    assert sorted(one.from_utc for one in second.sealed) == [(BEGAN + HOUR * n) * 60 for n in (1, 3)]
    assert second.proof(0, 115).samples.proven == 2
    second.close()


def test_a_meetings_hours_stay_proven_after_the_other_seconds_are_gone(recorder: Recorder) -> None:
    recorder.pin(HOUR, 2 * HOUR - 1)
    recorder.run(0, 260)
    recorder.run(260 + SECONDS_KEPT, 300 + SECONDS_KEPT)
    assert recorder.proof(70, 110).samples.proven == 1
    rest = recorder.proof(10, 50)
    assert (rest.fault, rest.samples.proven, rest.samples.unproven) == (None, 0, 1), "minutes are kept of it"
    recorder.falsify(70)
    assert recorder.proof(70, 110).fault is EvidenceFault.SAMPLES


def test_the_seal_is_the_sum_of_the_hours_lines_for_any_program(recorder: Recorder) -> None:
    recorder.run(0, 150)
    wanted: dict[int, list[bytes]] = {}
    sealed = {}
    for line in recorder.evidence(0, 145).read_bytes().splitlines(keepends=True):
        values = json.loads(line)
        if isinstance(values, list) and values[2] == "samples.sealed":
            seal = json.loads(values[5])
            sealed[int(seal["from_utc"])] = seal["digest"]
        elif isinstance(values, dict) and values.get("samples") == "seconds":
            wanted.setdefault(values["at_utc_s"] // 3600 * 3600, []).append(line)
    assert set(sealed) < set(wanted)
    for hour, digest in sealed.items():
        assert hashlib.sha256(b"".join(wanted[hour])).hexdigest() == digest
