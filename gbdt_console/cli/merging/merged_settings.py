"""Merges the settings of provinces; tells what clashes, and ends the verb then."""

from collections.abc import Sequence
from pathlib import Path

from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.merging.provinces import SETTINGS, Province, say_problems
from gbdt_console.compose import load
from gbdt_console.settings.merging.sources import Merged
from gbdt_console.settings.merging.write import write_merged
from gbdt_console.settings.problems import ConfigRejected


def merged_settings(folder: Path, provinces: Sequence[Province], context: Context) -> Merged:
    """Write one sites.yaml into the folder; end the verb where it cannot be used."""
    words = context.words()
    heads = (words("merge.yaml-from", name=one.name, head=one.before.head.on_paper) for one in provinces)
    comments, sources = [words("merge.yaml"), *heads], [one.settings for one in provinces]
    try:
        return write_merged(folder / SETTINGS, sources, comments, lambda path: load(path, None))
    except ConfigRejected as rejected:
        say_problems(rejected, context)
        fail(Exit.CONFIG, words, "merge.clash", n=len(rejected.problems))
