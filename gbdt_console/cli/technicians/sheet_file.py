"""Reads an attendance sheet's file for the sites of a Snapshot, and names what cannot be used."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from gbdt_console.cli.setup.points_table import fault_of
from gbdt_console.core.clean_text import clean
from gbdt_console.core.setup.points import RowFault
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.sheet import Holders, is_another
from gbdt_console.journal.backup import sha256_of
from gbdt_console.settings.setup.answers import Refused
from gbdt_console.settings.setup.tables import read_rows
from gbdt_console.settings.technician_sheet import Sheet, SheetReader, SheetSite


def sheet_reader(snapshot: Snapshot, post: Post, day: str, subject: str) -> SheetReader:
    """Return a reader for the sites; post, day and subject are those of rows that name none."""
    sites = tuple(
        SheetSite(site.id, site.number, tuple(filter(None, (site.name, site.short_name))))
        for site in snapshot.sites
    )
    today = datetime.fromtimestamp(snapshot.at_utc, ZoneInfo(snapshot.booking.zone)).date()
    return SheetReader(sites, today, post, day, subject)


def read_sheet(file: Path, reader: SheetReader) -> tuple[str, Sheet]:
    """Return the file's SHA-256 and what is in it; a fault in place of what cannot be read."""
    name = clean(str(file))
    try:
        sheet = reader.read(name, read_rows(file))
        return sha256_of(file), sheet
    except Refused as refused:
        place = f"{name}:{refused.line}" if refused.line else name
        return "", Sheet(faults=(RowFault(place, *fault_of(refused, file)),))


def other_persons(sheet: Sheet, holders: Holders) -> Iterator[RowFault]:
    """Find rows of another person than the one whom the roster names: without names nobody could tell."""
    for row in sheet.rows:
        holder = holders.get(row.place)
        if holder is not None and is_another(row.name, holder.name):
            yield RowFault(sheet.places[row.place], "technicians.sheet-other", {"known": holder.name})
