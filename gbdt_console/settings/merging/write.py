"""Writes the merged file, and proves it."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from gbdt_console.settings.merging.merge import merged
from gbdt_console.settings.merging.origin_problems import at_origin
from gbdt_console.settings.merging.sources import Merged, Source
from gbdt_console.settings.merging.yaml_text import yaml_text
from gbdt_console.settings.problems import ConfigRejected
from gbdt_console.settings.tree import read_tree


def write_merged(
    path: Path, sources: Sequence[Source], comments: Iterable[str], prove: Callable[[Path], object]
) -> Merged:
    """Write one file of all sources. Raises ConfigRejected, with problems at their places in the sources.

    comments: lines above the file
    prove: loads the file; raises ConfigRejected
    """
    outcome = merged(sources)
    text = yaml_text(outcome.root, comments)
    path.write_text(text, "utf-8")
    try:
        prove(path)
    except ConfigRejected as rejected:
        problems = tuple(at_origin(rejected.problems, read_tree(text), outcome, sources))
        raise ConfigRejected(problems) from None
    return outcome
