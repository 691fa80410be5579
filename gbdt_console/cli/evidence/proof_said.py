"""Says whether a file of evidence holds."""

from datetime import datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

import click

from gbdt_console.cli.client.configuration import network_if_readable
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit
from gbdt_console.journal.chain import ChainHead
from gbdt_console.journal.evidence_proof import EvidenceReport
from gbdt_console.text.clock_text import clock_text
from gbdt_console.text.formats import TIMEZONE, Formats


def say_evidence(context: Context, report: EvidenceReport, noted: ChainHead | None) -> NoReturn:
    """Print the result of a file of evidence with times of the network's zone, and exit."""
    words, zone = context.words(), _zone(context)
    times = {name: _local_time(str(report.params.get(name, "")), zone) for name in ("from_time", "to_time")}
    click.echo(words(report.code, **(dict(report.params) | times)))
    if not report.has_all_samples:
        click.echo(words("evidence.samples-cut"))
    if report.fault is not None:
        raise SystemExit(Exit.FAILED)
    click.echo(_clock(context, report, zone))
    if noted is None:
        click.echo(words("evidence.compare-head"))
    else:
        click.echo(words("evidence.head-held", seq=noted.seq))
    raise SystemExit(Exit.DONE)


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
