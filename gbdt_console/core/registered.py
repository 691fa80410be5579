"""Tells which sites have no device registered, by the names that a SIP registrar lists or by their codecs."""

from collections.abc import Collection, Iterable
from ipaddress import AddressValueError, IPv4Address

from gbdt_console.core.plain_number import plain_number
from gbdt_console.core.rooms.room import Protocol, Registration
from gbdt_console.core.sites import Site

NEVER = "none"
"""What sites.yaml says of a site whose codec registers nowhere."""

_H323 = "h323:"


def registered_name(conference_number: str, told: str | None = None) -> str:
    """Return the name under which a site's codec registers; empty where it does not.

    A codec that is called by its address, or over H.323, needs no SIP registrar.

    told: what sites.yaml says of it; None where it says nothing
    """
    if told is not None:
        return "" if told == NEVER else plain_number(told)
    if _is_h323(conference_number):
        return ""
    name = plain_number(conference_number).rpartition("/")[2]
    return name.rpartition("@")[0] if _is_at_address(name) else name


def unregistered_numbers(sites: Iterable[Site], registered: Collection[str]) -> frozenset[str]:
    """Return the conference numbers of the sites that should be registered and are not.

    Registrars keep the domain of a name or not, as they are set up: where one of two has none, the user
    counts.
    """
    whole = {name.casefold() for name in registered}
    users = {name.partition("@")[0] for name in whole}
    bare = {name for name in whole if "@" not in name}

    def is_there(name: str) -> bool:
        user, at, _ = name.partition("@")
        return name in whole or user in (bare if at else users)

    return frozenset(
        site.roster_number for site in sites if site.registered_as and not is_there(site.registered_as)
    )


def lacks_registration(site: Site, told: Collection[Registration]) -> bool:
    """Tell whether a site cannot be called, by what its codec says of its own registrations.

    A number without `h323:` is called by SIP or through a gatekeeper, as the MCU is set up: it cannot be
    called where the codec is registered by neither. A codec that is called by its address needs neither.
    """
    number = site.conference_number
    is_h323 = _is_h323(number)
    if not site.registered_as and (not is_h323 or _is_at_address(plain_number(number))):
        return False
    own = [one.is_there for one in told if one.protocol is Protocol.H323 or not is_h323]
    return bool(own) and not any(own)


def _is_h323(number: str) -> bool:
    return number.strip().casefold().startswith(_H323)


def _is_at_address(name: str) -> bool:
    try:
        IPv4Address(name.rpartition("@")[2])
    except AddressValueError:
        return False
    return True
