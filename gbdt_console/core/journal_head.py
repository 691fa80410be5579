"""Writes the journal's head as paper carries it."""

_GROUP = 4
"""Digits of one group: more than four are read wrong."""
_DIGITS = 20
"""Digits of the hash on paper, 80 bits: to find another row for them takes a graphics card, which tries 2e10
rows a second, a million years. Twelve digits, 48 bits, take it four hours."""


def head_on_paper(seq: int, digest: str) -> str:
    """Return '5:0a1b.2c3d.4e5f.6071.8293', which no shell splits.

    seq: number of the journal's last row
    digest: hash of that row, hexadecimal digits
    """
    return f"{seq}:{'.'.join(digest[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))}"
