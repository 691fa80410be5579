"""Name sites, devices, carriers' nodes and whom to phone as people call them, never by their ids."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from gbdt_console.core.callees import Callee
from gbdt_console.core.clean_text import clean
from gbdt_console.core.resource_ids import CALLERS, MCU, MIXER, REGISTRAR, conference_of, kind_of
from gbdt_console.core.site_view import DeviceView, SiteView, numbered_names
from gbdt_console.core.sites import Device, Site
from gbdt_console.text.metrics import metric_name
from gbdt_console.text.words import Words

_OWN = {"centre": "thing.centre", MCU: "thing.mcu", MIXER: "thing.mixer", REGISTRAR: "thing.registrar"}
_MOST_NUMBERS = 8
"""Site numbers of a node's alarm that are told; more fill a line of 80 cells."""


def device_names(words: Words, devices: Iterable[Device | DeviceView]) -> dict[str, str]:
    """Name the devices of one site by id: 'UPS', or 'UPS 1' and 'UPS 2' where it has several of a kind.

    The ids are chosen by who writes sites.yaml and mean nothing to others.
    """
    listed = list(devices)
    counts, seen = Counter(device.kind for device in listed), Counter[str]()
    names = {}
    for device in listed:
        seen[device.kind] += 1
        name = words(f"thing.{device.kind.value}")
        names[device.id] = f"{name} {seen[device.kind]}" if counts[device.kind] > 1 else name
    return names


def names_of(words: Words, sites: Iterable[Site | SiteView]) -> dict[str, str]:
    """Name sites and their devices by id: {'sa-pa': '8 Sa Pa', 'sa-pa.ups-a': 'UPS'}."""
    listed = list(sites)
    names = numbered_names(listed)
    for site in listed:
        names |= device_names(words, site.devices)
    return names


def node_text(words: Words, name: str) -> str:
    """Return 'nút VNPT Bắc Hà' for 'VNPT Bắc Hà' and for 'Nút VNPT Bắc Hà': the word for a node once."""
    word = words("thing.upstream", name="").strip()
    first, _, rest = name.partition(" ")
    return words("thing.upstream", name=rest if rest and first.casefold() == word.casefold() else name)


def members_text(members: Iterable[str], names: Mapping[str, str]) -> str:
    """Return the numbers of the sites, as in '6, 7, 9'; a site without a name has none."""
    called = (names.get(site, "").partition(" ")[0] for site in members)
    numbers = sorted((number for number in called if number.isdigit()), key=int)
    shown = numbers[:_MOST_NUMBERS]
    return ", ".join((*shown, "…") if len(numbers) > len(shown) else shown)


def few_names(words: Words, named: Sequence[str], most: int) -> str:
    """Write the first names with commas; the others are counted."""
    more = [words("outage.more-sites", n=len(named) - most)] if len(named) > most else []
    return ", ".join((*named[:most], *more))


def number_text(words: Words, callee: Callee) -> str:
    """Write the number of a contact; 'chưa có số' where the party has none."""
    return callee.phone or words("callee.no-number")


def called_texts(words: Words, callee: Callee) -> tuple[str, str]:
    """Write who is phoned and the number, then the number alone for a place with room for no more."""
    number = number_text(words, callee)
    return f"{callee.who} {number}" if callee.phone else f"{callee.who}: {number}", number


def thing_name(words: Words, names: Mapping[str, str], target: str) -> str:
    """Name a resource. 'sa-pa.line' is '8 Sa Pa · đường truyền', 'sa-pa' is '8 Sa Pa'."""
    site_id, _, part = target.partition(".")
    if kind_of(target) in _OWN:
        conference = conference_of(target)
        return words(_OWN[kind_of(target)]) + (f" ({conference})" if conference else "")
    if site_id == "outage":
        return words("thing.outage", number=clean(part))
    if target.startswith(CALLERS):
        part = part.removeprefix(f"{conference_of(target)}.") if conference_of(target) else part
        return words("thing.caller", number=clean(part) or words("caller.no-number"))
    if not part:
        return names.get(site_id, site_id)
    if site_id == "upstream":
        return node_text(words, names.get(target, part))
    named = names.get(target) or words.named(f"thing.{part}", part)
    return f"{names.get(site_id, site_id)} · {named}"


def identity_name(words: Words, what: str) -> str:
    """Name a property that identifies a device: 'địa chỉ', 'kiểu máy'."""
    return words("identity.address") if what == "address" else metric_name(words, what)


def desk_of(uid: int, terminal: str) -> str:
    """Write where a person signed, ' (uid 1000, tty1)'; empty for a service, which has no terminal."""
    place = clean(terminal).strip("-")
    return f" (uid {uid}, {place})" if place else ""
