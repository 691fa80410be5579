"""Folds changes of technicians over those of sites.yaml: who holds each post, and when they were trained."""

from collections.abc import Iterable
from dataclasses import field, replace
from typing import get_args

from gbdt_console.core.feature import Feature, applied
from gbdt_console.core.people import Contact
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.technicians.events import TechnicianEvent, TechnicianNamed
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.units import SiteId


@dataclass(frozen=True, slots=True)
class PostHolder:
    """Holds what is known of the holder of one post.

    role: the role, as sites.yaml has it; empty where the file names none
    phone: phone number; may be empty
    name: name of the person where the office entered one; else empty
    trained: day of the last training, 'YYYY-MM-DD'; empty where none is known
    subject: subject of that training; may be empty
    since: day on which the person took the post over, 'YYYY-MM-DD'; empty: no change was entered
    """

    role: str = ""
    phone: str = ""
    name: str = ""
    trained: str = ""
    subject: str = ""
    since: str = ""

    @property
    def shown(self) -> str:
        """The name, else the role."""
        return self.name or self.role

    @property
    def called(self) -> str:
        """The name and the role, as far as they are known."""
        return ", ".join(filter(None, (self.name, self.role)))


@dataclass(frozen=True, slots=True)
class SiteTechnicians:
    site_id: SiteId
    holders: tuple[tuple[Post, PostHolder], ...] = ()

    def holder(self, post: Post) -> PostHolder | None:
        return dict(self.holders).get(post)

    def contacts(self) -> tuple[Contact, ...]:
        """Return those with a phone number as contacts, in order of calling."""
        return tuple(Contact(one.called, one.phone) for _, one in self.holders if one.phone)

    @property
    def has_trained(self) -> bool:
        """Whether one of them at least was trained (A10.2)."""
        return any(holder.trained for _, holder in self.holders)


@dataclass(frozen=True, slots=True)
class PostChange:
    """Holds what the journal says of one post.

    name, phone: as in PostHolder; empty: as sites.yaml says
    since: day on which another person took the post over; empty where none did
    trained, subject: the last training since then
    """

    name: str = ""
    phone: str = ""
    since: str = ""
    trained: str = ""
    subject: str = ""


_UNCHANGED = PostChange()


@dataclass(slots=True)
class TechnicianBook:
    """Holds the changes of posts; equal events give equal books."""

    changes: dict[tuple[SiteId, Post], PostChange] = field(default_factory=dict)

    def apply(self, event: TechnicianEvent) -> None:
        """Apply one event."""
        key = event.site, event.post
        before = self.changes.get(key, _UNCHANGED)
        if not isinstance(event, TechnicianNamed):
            if event.day >= before.trained:
                self.changes[key] = replace(before, trained=event.day, subject=event.subject)
        elif event.is_new:
            self.changes[key] = PostChange(event.name, event.phone, event.day)
        else:
            self.changes[key] = replace(
                before, name=event.name or before.name, phone=event.phone or before.phone
            )

    def roster(self, configured: Iterable[SiteTechnicians]) -> tuple[SiteTechnicians, ...]:
        """Return the technicians of sites.yaml as they are now; sites that only the journal knows follow.

        configured: what sites.yaml says
        """
        by_site = {site.site_id: dict(site.holders) for site in configured}
        for (site_id, post), change in sorted(self.changes.items(), key=lambda item: item[0]):
            holders = by_site.setdefault(site_id, {})
            holders[post] = _changed(holders.get(post, PostHolder()), change)
        return tuple(
            SiteTechnicians(site_id, tuple((post, holders[post]) for post in Post if post in holders))
            for site_id, holders in by_site.items()
        )


def _changed(holder: PostHolder, change: PostChange) -> PostHolder:
    """Return a post of sites.yaml after its changes.

    Where another person took the post over, a training of the file counts only if it is later.
    """
    trained, subject = holder.trained, holder.subject
    if change.since and trained <= change.since:
        trained = subject = ""
    if change.trained >= trained and change.trained:
        trained, subject = change.trained, change.subject
    name = change.name or ("" if change.since else holder.name)
    return PostHolder(
        holder.role, change.phone or holder.phone, name, trained, subject, change.since
    )  # fmt: skip


TECHNICIANS = Feature("technicians", TechnicianBook, get_args(TechnicianEvent), applied)
