"""Says whether a file of evidence holds."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

import click

from gbdt_console.cli.client.configuration import network_if_readable
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.journal.backup import sha256_of
from gbdt_console.journal.chain import ChainHead
from gbdt_console.journal.evidence_proof import EvidenceReport
from gbdt_console.text.clock_text import clock_text
from gbdt_console.text.formats import TIMEZONE, Formats

_TIMES = ("from_time", "to_time", "false_time")
_SUM = re.compile("[0-9a-f]{20,64}")
"""Of fewer digits a forger finds another file within hours (docs/evidence.md)."""


def compare_sum(context: Context, file: Path | None, noted: str) -> None:
    """Say that the file has the sum from paper; end the verb where it has another."""
    words = context.words()
    if file is None or not _SUM.fullmatch(noted):
        fail(Exit.USAGE, words, "evidence.sum-malformed")
    try:
        found = sha256_of(file)
    except OSError as error:
        fail(Exit.UNKNOWN, words, "verb.state-unusable", reason=error)
    if not found.startswith(noted):
        fail(Exit.FAILED, words, "evidence.sum-other", path=file, found=found)
    click.echo(words("evidence.sum-held"))


def say_evidence(context: Context, report: EvidenceReport, noted: ChainHead | None) -> NoReturn:
    """Print the result of a file of evidence with times of the network's zone, and exit."""
    words, zone = context.words(), _zone(context)
    times = {name: _local_time(str(report.params.get(name, "")), zone) for name in _TIMES}
    click.echo(words(report.code, **(dict(report.params) | times)))
    if not report.has_all_samples:
        click.echo(words("evidence.samples-cut"))
    if report.fault is not None:
        raise SystemExit(Exit.FAILED)
    for line in _samples(context, report):
        click.echo(line)
    click.echo(_clock(context, report, zone))
    if noted is None:
        click.echo(words("evidence.compare-head"))
    else:
        click.echo(words("evidence.head-held", seq=noted.seq))
    raise SystemExit(Exit.DONE)


def _samples(context: Context, report: EvidenceReport) -> Iterator[str]:
    """Yield how many hours of samples the rows prove, and of how many they prove nothing."""
    words, samples = context.words(), report.samples
    if samples.proven:
        yield words("evidence.samples-proven", proven=samples.proven)
    if samples.unproven:
        yield words("evidence.samples-unproven", unproven=samples.unproven)


def _clock(context: Context, report: EvidenceReport, zone: ZoneInfo) -> str:
    """Say how the clock stood by the rows; that nothing tells it where they give no time."""
    words, stood = context.words(), report.clock
    try:
        since = "" if stood is None else Formats(words, zone.key).day_and_time(stood.since_utc)
    except (ValueError, OverflowError):
        stood = None
    if stood is None:
        return words("evidence.clock.untold")
    return words("evidence.clock.told", said=clock_text(words, stood, since))


def _zone(context: Context) -> ZoneInfo:
    network = network_if_readable(context)
    return ZoneInfo(TIMEZONE if network is None else network.timezone)


def _local_time(written: str, zone: ZoneInfo) -> str:
    """Write a file's time ('2026-01-05T01:00:00Z') in a zone; what is no time stays as it is."""
    try:
        return f"{datetime.fromisoformat(written).astimezone(zone):%H:%M:%S %d/%m/%Y}"
    except (ValueError, OverflowError):
        return written
