"""Compares numbers and addresses that devices write differently."""

_SCHEMES = ("sip:", "sips:", "h323:", "tel:")


def plain_number(number: str) -> str:
    """Return a number or address without its scheme and port, and without differences of case."""
    plain = number.strip().casefold()
    scheme = next((one for one in _SCHEMES if plain.startswith(one)), "")
    return plain.removeprefix(scheme).removesuffix(":5060").removesuffix(":5061").removesuffix(":1720")
