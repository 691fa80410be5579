"""Finds the number by which a site is known in the address of its call."""

import re


def number_in(address: str) -> str:
    """Return the number in an address such as 'sip:2001@10.1.0.1'; the whole address where that is a name."""
    bare = re.sub(r"^(sips?|h323|tel):", "", address, flags=re.IGNORECASE)
    user = bare.partition("@")[0]
    return user if re.fullmatch(r"[0-9*#+]+", user) else bare
