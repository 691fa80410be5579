"""Removes from a device's answers what identifies its owner.

Every octet string is replaced, except the few that a driver must read; in those, names, numbers and addresses
are replaced.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gbdt_console.devices.recording.indexes import TableIndexes, may_spell, names_in
from gbdt_console.devices.recording.pseudonyms import Pseudonyms, is_ipv4
from gbdt_console.devices.snmp.client import SnmpValue

HIDDEN = (
    "1.3.6.1.4.1.9.2",
    "1.3.6.1.4.1.9.9.23",
    "1.3.6.1.4.1.9.9.42.1.2.2",
    "1.3.6.1.4.1.318.2",
    "1.3.6.1.4.1.2011.5.25.111.2",
    "1.3.6.1.4.1.2021.2",
    "1.3.6.1.4.1.2021.8",
    "1.3.6.1.4.1.8072.1",
)
"""Subtrees that are left out whole, because their OIDs alone can name somebody: neighbours (Cisco CDP),
sessions, targets of probes, the settings of APC's cards with their communities, processes and commands of
net-snmp."""

_UNITS = ("1.3.6.1.4.1.3854.2.3.2.1.5", "1.3.6.1.4.1.3854.3.5.2.1.5")
"""Columns of one letter; a longer text there is another unit's, and may name a room."""

READABLE = (
    "1.3.6.1.2.1.1.1",
    "1.3.6.1.2.1.2.2.1.2",
    "1.3.6.1.2.1.31.1.1.1.1",
    "1.3.6.1.2.1.33.1.1.1",
    "1.3.6.1.2.1.33.1.1.2",
    "1.3.6.1.2.1.33.1.1.3",
    "1.3.6.1.2.1.33.1.1.4",
    "1.3.6.1.2.1.47.1.1.1.1.2",
    "1.3.6.1.2.1.47.1.1.1.1.12",
    "1.3.6.1.2.1.47.1.1.1.1.13",
    "1.3.6.1.4.1.318.1.1.1.1.1.1",
    *_UNITS,
    "1.3.6.1.4.1.13885.101.1.1.1",
    "1.3.6.1.4.1.13885.101.1.1.4",
    "1.3.6.1.4.1.22736.1.1.1",
)
"""Subtrees whose texts stay readable: descriptions, models, versions, the names of ports, and AKCP's unit."""

_IDENTITY = (
    "1.3.6.1.2.1.1.4",
    "1.3.6.1.2.1.1.5",
    "1.3.6.1.2.1.1.6",
    "1.3.6.1.2.1.31.1.1.1.18",
    "1.3.6.1.2.1.47.1.1.1.1.11",
    "1.3.6.1.2.1.47.1.1.1.1.14",
    "1.3.6.1.2.1.47.1.1.1.1.15",
    "1.3.6.1.4.1.318.1.1.1.1.1.2",
)
"""Subtrees whose texts identify the owner: sysContact, sysName, sysLocation, ifAlias; serial number, alias
and asset of a part; name of an APC UPS."""

_PORT_NAMES = ("1.3.6.1.2.1.2.2.1.2", "1.3.6.1.2.1.31.1.1.1.1")
_USUAL_PORT = re.compile(
    rb"(?:(?:(?:X|Ten|Forty|Hundred|Fast|Multi)?(?:Gigabit|Gig|GE)?Ethernet|Fa|Gi|Te|Se|Serial|Async|Dialer"
    rb"|Cellular|Tunnel|Vlan|Vlanif|Loopback|LoopBack|Po|Port-channel|Eth-Trunk|Pos|NULL|Null|Port|port|eth"
    rb"|ether|eno|ens|enp[0-9]+s|em|bond|br|wlan|ppp|tun|sit|dummy|sfp|sfp-sfpplus|vlan|fxp|ge-|xe-|fe-)"
    rb" ?[0-9][0-9/.:]*|lo)"
)
"""Port names that makers give: 'GigabitEthernet0/1', 'eth0', 'Port 3'. A person gave any other name."""

_SERIAL = re.compile(r"\b(s/n|sn|serial(?: *(?:number|no\.?))?)([:#=\s]+)([A-Z0-9][A-Z0-9-]{3,})", re.I)
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+")
_LIKE_A_SERIAL = re.compile(r"(?=(?:\D*\d){3})[A-Za-z0-9-]{6,}")
_NAME_PART = re.compile(r"[^\W_]{4,}")
_NAME_WORD = re.compile(rb"[A-Za-z0-9\x80-\xff]+")
_SYSTEM = ("1.3.6.1.2.1.1.4", "1.3.6.1.2.1.1.5", "1.3.6.1.2.1.1.6")
"""sysContact, sysName and sysLocation: no word of them stays in a description, however short."""

_PRODUCT_WORDS = frozenset({
    "apc", "asterisk", "bdcom", "brocade", "cisco", "d-link", "dell", "delta", "dlink", "eaton", "emerson",
    "h3c", "hewlett", "hp", "huawei", "ios", "juniper", "junos", "linux", "maipu", "mikrotik", "networks",
    "packard", "phoenixtec", "polycom", "routeros", "ruijie", "santak", "schneider", "software", "systems",
    "technologies", "ups", "version", "vertiv", "zte",
})  # fmt: skip
"""Words that stay readable although many devices have them as contact or name: makers and products."""
_SHORTEST_NAME = 3
"""Limits the names that are searched in texts; shorter ones would replace parts of ordinary words."""

_SHORTEST_SPELT = 4
"""Limits the names that are searched in OIDs, in octets; shorter ones would match ordinary indexes."""


def redacted(objects: Mapping[str, SnmpValue], known: Sequence[str], key: bytes) -> dict[str, SnmpValue]:
    """Replace every text and address that must not be given away.

    objects: the device's answers by OID
    known: texts that must not stay anywhere: the device's address, community and user
    Objects whose OID spells an address or a name are left out; of known tables the name is replaced.
    """
    pseudonyms = Pseudonyms(key)
    tables = TableIndexes(objects)
    names = sorted({*known, *_names(objects)} - _ports(objects), key=lambda name: (-len(name), name))
    identifying = [n for n in names if len(n) >= _SHORTEST_NAME and n.casefold() not in _PRODUCT_WORDS]
    words = frozenset(_system_words(objects))
    spellings = tuple(_oid_spellings(objects, known))

    def value_of(oid: str, value: SnmpValue) -> SnmpValue:
        if isinstance(value, str):
            return pseudonyms.address(value)
        if not isinstance(value, bytes):
            return value
        is_odd = is_below(oid, _PORT_NAMES) and not _USUAL_PORT.fullmatch(value)
        is_odd |= is_below(oid, _UNITS) and len(value) > 1
        if is_odd or not is_below(oid, READABLE):
            return pseudonyms.octets(value)
        if not is_below(oid, _PORT_NAMES):
            value = _without_words(value, words, pseudonyms)
        return _without_names(value, identifying, pseudonyms)

    kept = (
        (_renamed(oid, pseudonyms), value_of(oid, value))
        for oid, value in objects.items()
        if is_recorded(oid, tables)
    )
    return {oid: value for oid, value in kept if not any(arcs in f"{oid}." for arcs in spellings)}


def is_recorded(oid: str, tables: TableIndexes) -> bool:
    """Tell whether an object's OID names nobody: no hidden table, no address or text in its index."""
    return not is_below(oid, HIDDEN) and not may_spell(oid, tables)


def _renamed(oid: str, pseudonyms: Pseudonyms) -> str:
    """Replace the names in the index of a known table."""
    parts = names_in(oid)
    if parts is None:
        return oid
    column, names, rest = parts
    arcs = [arc for name in names for arc in (len(name), *pseudonyms.octets(name))]
    return ".".join(map(str, (column, *arcs, *rest)))


def is_below(oid: str, roots: Iterable[str]) -> bool:
    """Tell whether the object belongs to one of the subtrees."""
    return any(oid == root or oid.startswith(root + ".") for root in roots)


def _ports(objects: Mapping[str, SnmpValue]) -> set[str]:
    """Collect the makers' port names and their parts. Many agents give them as aliases too."""
    values = [value for oid, value in objects.items() if is_below(oid, _PORT_NAMES)]
    usual = [v.decode() for v in values if isinstance(v, bytes) and _USUAL_PORT.fullmatch(v)]
    return {*usual, *(part for name in usual for part in _NAME_PART.findall(name))}


def _names(objects: Mapping[str, SnmpValue]) -> Iterator[str]:
    """Yield the texts that would identify the owner inside a readable text."""
    for oid, value in objects.items():
        if not isinstance(value, bytes) or is_below(oid, READABLE):
            continue
        text = value.decode("utf-8", "replace").strip("\0 ")
        if is_below(oid, _IDENTITY):
            yield text
            yield from _NAME_PART.findall(text)
        elif _LIKE_A_SERIAL.fullmatch(text):
            yield text


def _system_words(objects: Mapping[str, SnmpValue]) -> Iterator[bytes]:
    """Yield each word of sysContact, sysName and sysLocation, in lower case."""
    for oid, value in objects.items():
        if isinstance(value, bytes) and is_below(oid, _SYSTEM):
            words = (word.lower() for word in _NAME_WORD.findall(value))
            yield from (word for word in words if word.decode("latin-1") not in _PRODUCT_WORDS)


def _without_words(value: bytes, words: frozenset[bytes], pseudonyms: Pseudonyms) -> bytes:
    """Replace whole words of a readable text."""
    return _NAME_WORD.sub(
        lambda found: pseudonyms.octets(found[0]) if found[0].lower() in words else found[0], value
    )


def _oid_spellings(objects: Mapping[str, SnmpValue], known: Sequence[str]) -> Iterator[str]:
    """Yield addresses and names as an OID would spell them."""
    texts = {value for value in objects.values() if isinstance(value, str)} | set(known)
    yield from (f".{text}." for text in texts if is_ipv4(text))
    macs = {v for v in objects.values() if isinstance(v, bytes) and len(v) == 6 and len(set(v)) > 1}
    yield from (f".{'.'.join(map(str, mac))}." for mac in macs)
    identity = (value for oid, value in objects.items() if is_below(oid, _IDENTITY))
    names = [value for value in identity if isinstance(value, bytes)] + [text.encode() for text in known]
    yield from (f".{'.'.join(map(str, name))}." for name in names if len(name) >= _SHORTEST_SPELT)


def _without_names(value: bytes, names: Sequence[str], pseudonyms: Pseudonyms) -> bytes:
    """Replace names, serial numbers and addresses in a readable text. The text keeps its length."""
    for name in names:
        pattern = re.compile(re.escape(name.encode()), re.IGNORECASE)
        value = pattern.sub(lambda found: pseudonyms.octets(found.group()), value)
    text = value.decode("latin-1")
    text = _SERIAL.sub(lambda found: found[1] + found[2] + pseudonyms.text(found[3]), text)
    text = _MAIL.sub(lambda found: pseudonyms.text(found.group()), text)
    return pseudonyms.addresses(text).encode("latin-1")
