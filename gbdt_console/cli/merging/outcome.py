"""Writes the merged settings and the table of numbers, and says what was made."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from shlex import quote

from gbdt_console.cli.merging.provinces import SETTINGS, Province
from gbdt_console.exporters.papers.table_names import begins_formula
from gbdt_console.journal.merging import BEFORE
from gbdt_console.journal.writer import JOURNAL_NAME
from gbdt_console.settings.merging.sources import Merged
from gbdt_console.text.words import Words

_CSV, _JSON = "renumbered.csv", "renumbered.json"
_FORM = 1


def write_table(folder: Path, merged: Merged, words: Words) -> None:
    """Write the table of old and new numbers for a spreadsheet, and as JSON for programs."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(words("merge.columns").split("|"))
    for one in merged.moved:
        name = f"'{one.name}" if begins_formula(one.name) else one.name
        table.writerow([one.source, one.number, one.id, one.new_number, one.new_id, name])
    (folder / _CSV).write_text(text.getvalue(), "utf-8-sig")
    sites = [one._asdict() for one in merged.moved]
    (folder / _JSON).write_text(json.dumps({"form": _FORM, "sites": sites}, ensure_ascii=False, indent=1))


def outcome_lines(
    folder: Path, merged: Merged, provinces: Sequence[Province], head: str, words: Words
) -> Iterator[str]:
    """Say what was made, worst first: what somebody has still to do.

    head: the new journal's head, as paper carries it
    """
    first = provinces[0].name
    for secret in merged.secrets:
        yield words("merge.secret", name=secret.source, old=secret.old, new=secret.new)
    for province in provinces[1:]:
        sections = ", ".join(section for name, section in merged.left_out if name == province.name)
        if sections:
            yield words("merge.left-out", name=province.name, sections=sections, first=first)
    yield words("merge.not-carried")
    changed = [one for one in merged.moved if one.is_changed]
    yield words("merge.renumbered", n=len(changed), file=folder / _CSV)
    for one in changed:
        old, new = f"{one.number} {one.id}", f"{one.new_number} {one.new_id}"
        yield f"    {one.source}: {old} → {new}  {one.name}"
    for province in provinces:
        before = folder / BEFORE / province.name
        yield words(
            "merge.before", name=province.name, path=before / JOURNAL_NAME, sha256=province.before.digest
        )
        journal, config, state = (
            quote(str(path)) for path in (before / JOURNAL_NAME, before / SETTINGS, before)
        )
        yield f"    gbdt-console verify {journal} --head {province.before.head.on_paper}"
        yield f"    gbdt-console --config {config} --state-dir {state} report availability"
    yield words("merge.done", n=len(merged.moved), folder=folder)
    yield words("journal.head-on-paper", head=head)
