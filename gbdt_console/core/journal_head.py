"""Writes the journal's head and digests as paper carries them."""

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
    return f"{seq}:{_in_groups(digest[:_DIGITS], '.')}"


def digest_on_paper(digest: str) -> str:
    """Return all digits in groups, between which a line of justified text breaks: '0a1b 2c3d …'."""
    return _in_groups(digest, " ")


def _in_groups(digits: str, sign: str) -> str:
    return sign.join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))
