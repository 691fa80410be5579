"""After each hour its samples go into the chain as a sum, by which a file of evidence proves them."""

import hashlib
import json
import sqlite3
import tracemalloc
from array import array
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import cast

import pytest

from gbdt_console.core.events import BlipSeen, Event
from gbdt_console.core.sample_seals import SamplesSealed, SamplesUnsealed, SealedHours
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.evidence import Period, write_evidence
from gbdt_console.journal.evidence_proof import EvidenceFault, EvidenceReport, verify_evidence
from gbdt_console.journal.sample_file_guard import SampleFileGuard
from gbdt_console.journal.sample_reader import SampleReader
from gbdt_console.journal.sample_seal import SampleSealer
from gbdt_console.journal.sample_store import SECONDS_KEPT, Pin
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME, SAMPLES_NAME
from tests.support.journal.evidence import evidence_of, minutes, with_new_sum, write_steps
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
            unsealed = self._guard.sealer.before_write(BEGAN + number)
            if unsealed is not None:
                self._append(unsealed, BEGAN + number)
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
    report = found([*lines[: seconds[40]], b'{"samples":"unreadable"}'])
    assert (report.fault, report.samples.proven, report.has_all_samples) == (None, 0, False), (
        "it ends within the hour"
    )
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


def test_an_hour_measured_again_is_not_called_false_before_it_is_sealed_again(tmp_path: Path) -> None:
    """Not while the engine runs, and not where it ends meanwhile and begins much later."""
    first = Recorder(tmp_path)
    first.run(0, 150)
    first.run(20, 22, rtt=50)
    report = first.proof(0, 110)
    assert (report.fault, report.samples.proven, report.samples.unproven) == (None, 1, 1)
    first.close()
    kept = SealedHours()
    with EventStore.view(first.journal) as store:
        for entry in store.of_kinds({SamplesSealed.KIND, SamplesUnsealed.KIND}):
            assert isinstance(entry.event, SamplesSealed | SamplesUnsealed)
            kept.apply(entry.event)
    second = Recorder(tmp_path, kept)
    second.run(150, 180)
    assert second.proof(0, 110).samples.proven == 2
    second.falsify(21)
    assert second.proof(0, 110).fault is EvidenceFault.SAMPLES
    second.close()


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


def test_an_hour_that_is_only_partly_kept_is_unproven_and_not_false(recorder: Recorder) -> None:
    recorder.run(0, 110)
    recorder.run(SECONDS_KEPT - 5, SECONDS_KEPT + 20)
    rest = recorder.proof(0, 50)
    assert (rest.fault, rest.samples.proven, rest.samples.unproven) == (None, 0, 1), (
        "its first 20 minutes aged"
    )


class ManySeries:
    """A samples file of 100 series with another code each second."""

    def has_seconds(self, first_minute: int, after_minute: int) -> bool:
        return True

    def read_kept_minute(self, minute: int) -> Mapping[str, "array[int]"]:
        return {f"s{number}.line": array("H", range(1_000, 1_060)) for number in range(100)}


def test_what_is_sealed_is_read_line_by_line_and_not_held_in_memory() -> None:
    sealer, samples = SampleSealer(), cast(SampleReader, ManySeries())
    sealer.turn(samples, BEGAN + HOUR + 2)
    tracemalloc.start()
    try:
        sealer.turn(samples, BEGAN + HOUR + 3)
        assert tracemalloc.get_traced_memory()[1] < 200_000  # the lines of three minutes together: 0.8 MB
    finally:
        tracemalloc.stop()


def test_an_hour_that_could_not_be_read_for_a_moment_is_sealed_as_it_is(recorder: Recorder) -> None:
    recorder.run(0, 62)
    sealer = SampleSealer()
    with SampleReader(recorder.samples) as samples:
        fails_once = FailsOnce(samples, BEGAN + 1)
        with pytest.raises(sqlite3.OperationalError):
            sealer.turn(fails_once, BEGAN + 62)
        turns = (sealer.turn(fails_once, BEGAN + 62) for _ in range(HOUR))
        recorder.record(next(filter(None, turns)), BEGAN + 62)
    report = recorder.proof(0, 55)
    assert (report.fault, report.samples.proven) == (None, 1)


class FailsOnce(SampleReader):
    """Reads one minute only at the second time, as beside a writer that has the file."""

    def __init__(self, samples: SampleReader, fails_at: int) -> None:
        self._connection, self._fails_at = samples._connection, fails_at

    def read_kept_minute(self, minute: int) -> "Mapping[str, array[int]]":
        if minute == self._fails_at:
            self._fails_at = 0
            raise sqlite3.OperationalError("database is locked")
        return super().read_kept_minute(minute)


@pytest.mark.parametrize(
    "from_utc", ["Infinity", "NaN", "1e999", f"{3600.0 * 2**200!r}", f"{-3600.0 * 2**200!r}"]
)
def test_no_hostile_seal_ends_the_proof_with_an_error(tmp_path: Path, from_utc: str) -> None:
    write_steps(tmp_path / JOURNAL_NAME, [SamplesSealed(3_600.0, 1, "0" * 64)])
    evidence_of(tmp_path / JOURNAL_NAME, tmp_path / "evidence", minutes(-5, 5))
    header, row = (json.loads(line) for line in (tmp_path / "evidence").read_bytes().splitlines()[:-1])
    row[5] = row[5].replace("3600.0", from_utc)
    sealed = json.dumps(row, separators=(",", ":")).encode()
    header["head"] = f"1:{hashlib.sha256(sealed).hexdigest()}"
    hour = float(from_utc)
    second = {
        "samples": "seconds",
        "at_utc_s": int(hour) if isfinite(hour) else 0,
        "series": "s",
        "codes": [],
    }
    lines = [json.dumps(header).encode(), sealed, json.dumps(second).encode()]
    (tmp_path / "forged").write_bytes(with_new_sum(lines))
    assert verify_evidence(tmp_path / "forged").samples.proven == 0
