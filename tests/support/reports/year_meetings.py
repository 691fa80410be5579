"""Makes the journal's events of one meeting: registration, sheet, attendance, floor, pictures, shutdown."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.checklist.cells import CellState
from gbdt_console.core.checklist.checks import FIRST_CHECKS
from gbdt_console.core.checklist.events import ChecklistClosed, ChecklistOpened, CheckSigned
from gbdt_console.core.conference.attendance import SiteJoined, SiteLeft
from gbdt_console.core.conference.floor_events import BlockingSet, FloorGiven, FloorPrepared, OrderEnded
from gbdt_console.core.events import Event, MeetingEnded, MeetingStarted
from gbdt_console.core.frame.events import FrameTaken, PicturesShown, PreviewLoaded
from gbdt_console.core.meetings.events import MeetingInvited, MeetingRegistered, NoticeSent, SiteAnswered
from gbdt_console.core.meetings.notices import NoticeGroup
from gbdt_console.core.meetings.registration import (
    MeetingKind,
    MeetingPlan,
    NoticeChannel,
    SiteAnswer,
    Technician,
)
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.requests import Stage
from gbdt_console.core.sites import Network

Moment = tuple[float, str, Event]
"""UTC seconds of the record, id of the operator (empty for the engine), and the event."""

_SPEAKERS = 8
_SPEECH_S = 420.0


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """Describes one meeting.

    number: its number in the calendar; its id is 'm' and that number
    network: the network of the year
    sites: ids of its sites, the chair's first
    opening_utc: planned opening, UTC seconds
    noticed_s: seconds from the host's notice to the opening
    is_closed: it is a closed one
    operator: id of the operator
    operator_name: name of the operator
    luck: its own source of chance
    """

    number: int
    network: Network
    sites: tuple[str, ...]
    opening_utc: float
    noticed_s: float
    is_closed: bool
    operator: str
    operator_name: str
    luck: random.Random

    @property
    def id(self) -> str:
        """Return the id of the running meeting."""
        return f"m{self.number}"

    @property
    def end_utc(self) -> float:
        """Return its end, UTC seconds."""
        return self.opening_utc + (_SPEAKERS + 1) * _SPEECH_S

    def moments(self) -> Iterator[Moment]:
        """Yield the events in the order of their times, but for equal ones."""
        parts = (*self._registered(), *self._sheet(), *self._attended(), *self._spoke(), *self._ran())
        yield from sorted(parts, key=lambda moment: moment[0])

    def _plan(self) -> MeetingPlan:
        zone = self.network.timezone
        opening = datetime.fromtimestamp(self.opening_utc, UTC).astimezone(ZoneInfo(zone))
        return MeetingPlan(
            f"Giao ban số {self.number}",
            "VP UBND tỉnh",
            MeetingKind.PROVINCIAL if self.number % 3 else MeetingKind.DEPARTMENT,
            self.sites,
            self.sites[0],
            opening.strftime("%Y-%m-%dT%H:%M"),
            zone,
            length_min=int((self.end_utc - self.opening_utc) // 60),
            running_order=self.sites[1 : _SPEAKERS + 1],
            technicians=tuple(
                Technician(site, "cán bộ trực") for site in self.sites if self.luck.random() > 0.1
            ),
            is_closed=self.is_closed,
        )

    def _registered(self) -> Iterator[Moment]:
        at_utc, by, name = self.opening_utc - self.noticed_s, self.operator, self.operator_name
        registered = MeetingRegistered(
            self.number, self._plan(), at_utc - 600, NoticeChannel.LETTER, at_utc, name
        )
        yield at_utc, by, registered
        sites = list(self.sites)
        sent = NoticeSent(
            self.number, NoticeGroup.SITES, sites, 1, NoticeChannel.EMAIL, "", [], at_utc + 60, name
        )
        yield at_utc + 60, by, sent
        for place, site in enumerate(self.sites[1:6]):
            answered = at_utc + 120 + place
            yield (
                answered,
                by,
                SiteAnswered(self.number, site, SiteAnswer.AGREED, NoticeChannel.PHONE, "", answered, name),
            )
        yield at_utc + 300, by, MeetingInvited(self.number, f"{self.number}/GM-UBND", at_utc + 300, name)

    def _sheet(self) -> Iterator[Moment]:
        by, name, sites = self.operator, self.operator_name, list(self.sites)
        sheet = str(self.number)
        opened, due = self.opening_utc - 5_400, self.opening_utc - 1_800
        yield opened, by, ChecklistOpened(sheet, sites, self.opening_utc, due, opened, name)
        checks, late_s = list(FIRST_CHECKS), self.luck.choice((-900.0, -300.0, -60.0, 240.0))
        for place, site in enumerate(sites):
            signed = opened + 60 + place * 5
            yield signed, by, CheckSigned(sheet, site, checks, True, name, signed, "", {})
        closed = max(due + late_s, opened + 120 + len(sites) * 5)
        cells = {site: [CellState.SIGNED] * len(checks) for site in sites}
        signature = ChecklistClosed(
            sheet, cells, name, 1_000, "/dev/tty1", closed, f"{self.number:064x}", self.network.fingerprint
        )
        yield closed, by, signature

    def _attended(self) -> Iterator[Moment]:
        began = self.opening_utc - 600
        for place, site in enumerate(self.sites):
            joined = began + 1 + place * 2
            yield joined, "", SiteJoined(site, f"{self.number}-{place}")
            if self.luck.random() < 0.1:
                lost = self.opening_utc + self.luck.uniform(900.0, 3_000.0)
                yield lost, "", SiteLeft(site, lost, "site", "")
                yield lost + 90, "", SiteJoined(site, f"{self.number}-{place}-2")

    def _spoke(self) -> Iterator[Moment]:
        by, name, before = self.operator, self.operator_name, ""
        yield self.opening_utc, by, BlockingSet(True, name)
        for place, site in enumerate(self.sites[1 : _SPEAKERS + 1]):
            at_utc = self.opening_utc + (place + 0.5) * _SPEECH_S
            shots = {Bus.BRANCHES: Shot("1", (site,))}
            yield at_utc - 60, by, FloorPrepared(site, name)
            yield at_utc - 60, by, PreviewLoaded(dict(shots), site, name)
            yield at_utc, by, FrameTaken(dict(shots), {}, name, site, is_swap=True)
            yield at_utc + 0.5, by, FloorGiven(site, before, at_utc, name)
            order = f"{self.number}-{place}"
            yield (
                at_utc + 0.8,
                "",
                OrderEnded(order, "microphone.open", site, Stage.VERIFIED, "", 0.4, by, name),
            )
            yield at_utc + 2.9, "", PicturesShown(dict(shots), at_utc + 0.9)
            before = site
        ended = self.opening_utc + (_SPEAKERS + 0.5) * _SPEECH_S
        yield ended, by, FloorGiven("", before, ended, name)

    def _ran(self) -> Iterator[Moment]:
        began, by, ended = self.opening_utc - 600, self.operator, self.end_utc
        started = MeetingStarted(
            self.id,
            f"Giao ban số {self.number}",
            self.sites[0],
            self.opening_utc,
            ended,
            list(self.sites[1 : _SPEAKERS + 1]),
            is_closed=self.is_closed,
            registration=self.number,
            sites=list(self.sites),
            at_utc=began,
        )
        yield began, by, started
        yield ended, by, MeetingEnded(self.id, ended)
