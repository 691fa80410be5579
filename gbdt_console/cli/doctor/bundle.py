"""Write the bundle for support: one .zip that only its owner may read, with nothing secret in it."""

import io
import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from gbdt_console.cli.context import Context
from gbdt_console.cli.doctor.form import FindingWords
from gbdt_console.cli.doctor.journal_facts import JournalTrace, journal_trace
from gbdt_console.cli.doctor.redacted_sites import redacted_sites
from gbdt_console.core.health.finding import Finding
from gbdt_console.core.json_value import Json
from gbdt_console.devices.registry import catalogue

LAST_ENTRIES = 200
"""Limits the newest entries whose kinds and times go into a bundle: enough for a meeting and its shift."""


def bundle_texts(
    context: Context, said: FindingWords, findings: Sequence[Finding], at: str
) -> dict[str, str]:
    """Return the files of a bundle by name.

    said: words that leave out what identifies somebody
    at: now, UTC in ISO 8601
    """
    texts = {
        "doctor.txt": "".join(f"{line}\n" for line in said.lines(findings)),
        "doctor.json": as_text(said.json_object(findings, at)),
        "journal.json": as_text(_trace_object(journal_trace(context.state.path, LAST_ENTRIES))),
    }
    if context.config is not None:
        texts["sites.yaml"] = redacted_sites(context.config, catalogue())
    return texts


def _trace_object(trace: JournalTrace) -> dict[str, Json]:
    """Return an outline of the journal as JSON; times are UTC in ISO 8601."""
    last: list[Json] = [{"seq": seq, "at": _iso(at_utc), "kind": kind} for seq, at_utc, kind in trace.last]
    return {"counts": dict(sorted(trace.counts.items())), "last": last}


def write_bundle(path: Path, texts: Mapping[str, str]) -> None:
    """Write the texts as files of a .zip with mode 0600. Raises OSError, also where the file exists."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW
    handle = os.open(path, flags, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(packed.getvalue())
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise


def as_text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _iso(at_utc: float) -> str:
    """Write a time; a damaged row may hold any number."""
    try:
        return f"{datetime.fromtimestamp(at_utc, UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (ValueError, OverflowError, OSError):
        return "?"
