"""Says when a Checkpoint is due, and packs its ledger into a row."""

import json
import lzma
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import cast

from gbdt_console.core.json_value import Json

_MOST_AGE_S = 7 * 86_400.0
"""Limits the age of the last Checkpoint in a journal that is written, seconds."""
_FEWEST_ENTRIES = 500
_ROOM_AN_ENTRY = 30
"""Characters of Checkpoints for each entry between: a ninth of what the entry itself takes. So many are read
in two thirds of the time in which an entry is folded (docs/decisions/0070-checkpoints-by-need.md)."""
_PRESET = 2
"""Level of xz: a third faster to write than the next one, and as small."""
_MOST_BYTES = 1 << 26
"""Limits the unpacked ledger to 64 MB: a damaged row may hold anything. A large province's has 1.5 MB."""


def is_due(entries: int, age_s: float, size: int) -> bool:
    """Tell whether the next write begins with a Checkpoint.

    entries: entries since the last Checkpoint, or since the journal's begin
    age_s: seconds since then; negative where the clock was set back
    size: characters of the last Checkpoint's row; 0 where there is none
    """
    if age_s >= _MOST_AGE_S:
        return entries > 0
    return entries >= max(_FEWEST_ENTRIES, size // _ROOM_AN_ENTRY)


def pack(ledger: Mapping[str, Json]) -> str:
    """Pack values as a row holds them: JSON, xz, base64. Raises ValueError for an unpaired surrogate."""
    text = json.dumps(ledger, ensure_ascii=False, separators=(",", ":"))
    return b64encode(lzma.compress(text.encode(), preset=_PRESET)).decode("ascii")


def unpack(packed: Json) -> dict[str, Json]:
    """Read the values of what `pack` returned. Raises ValueError or TypeError for anything else."""
    return cast(dict[str, Json], json.loads(unpacked(packed)))


def unpacked(packed: Json) -> str:
    """Return the JSON within what `pack` returned. Raises ValueError or TypeError for anything else."""
    if not isinstance(packed, str):
        raise TypeError(type(packed))
    reader = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MOST_BYTES)
    try:
        text = reader.decompress(b64decode(packed, validate=True), _MOST_BYTES)
    except lzma.LZMAError as error:
        raise ValueError(error) from error
    if not reader.eof or reader.unused_data:
        raise ValueError(len(packed))
    return text.decode()
