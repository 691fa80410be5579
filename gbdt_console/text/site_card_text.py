"""Writes the one-page cards of the sites from sites.yaml and the numbers that are called now."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from gbdt_console.core.alarms.definitions import ContactRole
from gbdt_console.core.callees import called_now, callees
from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.core.key_card import CardPart
from gbdt_console.core.people import Contact
from gbdt_console.core.profiles.profile import ProfileSite
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.site_card import SiteCard
from gbdt_console.core.sites import DeviceKind, Network, Site
from gbdt_console.core.technicians.roster import SiteTechnicians
from gbdt_console.core.units import Day
from gbdt_console.text.technicians.technician_text import day_text
from gbdt_console.text.things import number_text
from gbdt_console.text.words import Words

_PRESET = "preset"
_CHECKS = ("switch-on", "power", "terminal", "call", "sound", "picture", _PRESET, "room")
_IN_MEETING = ("microphone", "dial", "camera")
_WHEN_LOST = ("power", "centre", "carrier", "again")
_MOST_CALLED = 2
"""Limits the numbers of one party: the card is one page, read in a hurry."""

Rows = Iterator[tuple[str, str]]


def nameless(roster: Iterable[SiteTechnicians]) -> tuple[SiteTechnicians, ...]:
    """Return the roster without names: a card hangs on a wall for months (decision 80)."""
    return tuple(
        replace(site, holders=tuple((post, replace(holder, name="")) for post, holder in site.holders))
        for site in roster
    )


def site_cards(
    network: Network, roster: Iterable[SiteTechnicians], sites: Iterable[Site], day: Day, words: Words
) -> tuple[SiteCard, ...]:
    """Write the cards of these sites.

    roster: the technicians as they are now, whose numbers count over those of sites.yaml
    day: day of printing
    """
    writer = _Writer(called_now(network, nameless(roster)), words)
    foot = words("site-card.foot", day=day_text(day))
    return tuple(writer.card(site, foot) for site in sites)


@dataclass(frozen=True, slots=True)
class _Writer:
    network: Network
    words: Words

    def card(self, site: Site, foot: str) -> SiteCard:
        checks = _CHECKS if site.floor_preset is not None else tuple(c for c in _CHECKS if c != _PRESET)
        steps = (
            self._part("checks", self._steps("check", checks, site), ready=self.network.meetings.ready_min),
            self._part("meeting", self._steps("meeting", _IN_MEETING, site)),
            self._part("lost", self._steps("lost", _WHEN_LOST, site)),
        )
        numbers, called = self._part("numbers", self._numbers(site)), self._part("call", self._called(site))
        return SiteCard(site.number, site.name, self.network.name, numbers, called, steps, foot)

    def _part(self, name: str, rows: Rows, **params: object) -> CardPart:
        return CardPart(self.words(f"site-card.part.{name}", **params), tuple(rows))

    def _numbers(self, site: Site) -> Rows:
        network, carrier = self.network, self.network.carriers[site.line.carrier_id]
        yield self._row("number", str(site.number))
        if site.conference_number:
            yield self._row("called-at", site.conference_number)
        codecs = (device.address for device in site.devices if device.kind is DeviceKind.CODEC)
        if addresses := ", ".join(dict.fromkeys(codecs)):
            yield self._row("codec", addresses)
        if network.centre.hosted is not None:
            yield self._row("dial", f"{network.centre.hosted.dial} ({network.centre.hosted.name})")
        elif network.centre.mcu is not None:
            yield self._row("dial", network.centre.mcu.address)
        mine = (one.backup for one in network.profiles if _takes_part(site, one.participants))
        for backup in dict.fromkeys(filter(None, mine)):  # where its PIN is kept is no matter for a wall
            yield self._row("backup", "; ".join(filter(None, (backup.dial, backup.name))))
        redial = "site" if site.redial is RedialOwner.SITE else "centre"
        yield self._row("redial", self.words(f"site-card.redial.{redial}"))
        yield self._row("circuit", site.line.circuit)
        yield self._row("carrier", carrier.name)
        yield self._row("range", site.address_range)

    def _called(self, site: Site) -> Rows:
        centre, carrier = self.network.centre, self.network.carriers[site.line.carrier_id]
        yield from self._callees(ContactRole.CENTRE, centre.name, centre.contacts)
        if centre.hosted is not None and centre.hosted.contacts:
            yield from self._callees(ContactRole.CENTRE, centre.hosted.name, centre.hosted.contacts)
        yield from self._callees(ContactRole.CARRIER, carrier.name, carrier.contacts)

    def _callees(self, kind: ContactRole, party: str, contacts: tuple[Contact, ...]) -> Rows:
        for callee in callees(kind, party, contacts)[:_MOST_CALLED]:
            is_named = callee.party.partition(",")[0].casefold() in callee.role.casefold()
            whose = callee.role if is_named else ", ".join(filter(None, (callee.role, callee.party)))
            yield number_text(self.words, callee), whose

    def _steps(self, part: str, names: Iterable[str], site: Site) -> Rows:
        values = {"number": site.number, "circuit": site.line.circuit, "preset": site.floor_preset}
        for place, name in enumerate(names, 1):
            yield f"{place}.", self.words(f"site-card.{part}.{name}", **values)

    def _row(self, name: str, value: str) -> tuple[str, str]:
        return self.words(f"site-card.{name}"), value


def _takes_part(site: Site, participants: Iterable[ProfileSite]) -> bool:
    return any(one.site_id == site.id for one in participants)


def card_lines(card: SiteCard) -> Iterator[str]:
    """Write a card for the terminal."""
    yield f"{card.number}  {card.name.upper()}  {card.network}"
    for part in card.parts:
        yield f"\n{part.title}"
        width = max(len(name) for name, _ in part.rows)
        yield from (f"  {name:{width}}  {value}" for name, value in part.rows)
    yield f"\n{card.foot}\n"
