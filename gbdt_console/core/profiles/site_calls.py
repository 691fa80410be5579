"""Tells how each site is called in the running meeting, and which party calls it again."""

from collections.abc import Callable, Iterable

from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.core.conference.roster import RosterSite
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.profiles.profile import ProfileSite
from gbdt_console.core.sites import Network


class SiteCalls:
    """Reads sites.yaml; what the profile of the running meeting says precedes the site's own.

    site_ids: ids of the sites that take part in conferences
    """

    def __init__(self, network: Network, ledger: Ledger) -> None:
        taking_part = [site for site in network.sites if site.conference_number]
        self.site_ids = [site.id for site in taking_part]
        self._ledger = ledger
        self._own = {
            site.id: ProfileSite(site.id, site.conference_number, site.redial) for site in taking_part
        }
        self._of_profile = {profile.id: profile.by_site for profile in network.profiles}
        dials: dict[str, set[str]] = {site.id: set() for site in taking_part}
        for profile in network.profiles:
            for one in profile.participants:
                dials[one.site_id].add(one.dial)
        self._also = {site.id: frozenset(dials[site.id] - {site.conference_number}) for site in taking_part}

    def call_of(self, site_id: str) -> ProfileSite | None:
        """Return how that site is called now; None for a site without a number."""
        meeting = self._ledger.meeting
        named = self._of_profile.get(meeting.profile_id, {}) if meeting is not None else {}
        return named.get(site_id) or self._own.get(site_id)

    def numbers_of(self, site_id: str) -> frozenset[str]:
        """Return every number by which the site is known.

        A call at the address of another profile stays the site's when the profile changes.
        """
        own = self._own.get(site_id)
        return frozenset() if own is None else self._also[site_id] | {own.dial}

    def expected(self, reach: Callable[[str], bool | None]) -> Iterable[RosterSite]:
        """Return the sites of the roster; `reach` tells whether a site's line and codec answer."""
        return [
            RosterSite(own.site_id, own.dial, reach(own.site_id), self._also[own.site_id])
            for own in self._own.values()
        ]

    def owned(self) -> frozenset[str]:
        """Return the ids of the sites that this console calls again now."""
        calls = (self.call_of(site_id) for site_id in self.site_ids)
        return frozenset(
            call.site_id for call in calls if call is not None and call.redial is RedialOwner.CONSOLE
        )
