"""Reads registered meetings from the running engine, or without one from the journal."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gbdt_console.cli.client.known import live_or_recorded, network_if_readable
from gbdt_console.cli.client.recorded import read_entries
from gbdt_console.cli.context import Context
from gbdt_console.core.attendance_sheet import AttendanceFold, AttendanceSheet
from gbdt_console.core.booking import NO_BOOKING, Booking
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.meetings.overview import CalendarOverview
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot, numbered_names
from gbdt_console.core.technicians.roster import SiteTechnicians
from gbdt_console.text.meetings.meeting_text import MeetingWords
from gbdt_console.text.words import Words


@dataclass(frozen=True, slots=True)
class CalendarKnown:
    """Holds the registered meetings for the verbs.

    at_utc: the time that the values describe, UTC seconds
    book: meetings and series; closed meetings without title and reasons
    running: the running meeting; None without one
    booking: bodies, rooms and rules of the network
    names: the name of each site ('8 Sa Pa') by its id, in order of number
    technicians: who works at the sites
    language: the language of the configuration; empty where none could be read
    is_live: whether a running engine gave the values
    """

    at_utc: float
    book: CalendarBook
    running: Meeting | None
    booking: Booking
    names: Mapping[str, str]
    technicians: tuple[SiteTechnicians, ...] = ()
    language: str = ""
    is_live: bool = True

    @property
    def meetings(self) -> tuple[Registration, ...]:
        """The open meetings by opening, then the last past ones, latest first."""
        coming = sorted(self.book.meetings.values(), key=lambda m: (m.plan.opening_utc, m.number))
        return (*coming, *reversed(tuple(self.book.past.values())))

    def words(self, words: Words) -> MeetingWords:
        """Return the texts about these meetings."""
        return MeetingWords(words, self.names, self.booking)

    @property
    def overview(self) -> CalendarOverview:
        """The judgement of all meetings together."""
        return CalendarOverview(self.book, self.running, self.booking.settings, self.technicians)


def known_of_snapshot(snapshot: Snapshot) -> CalendarKnown:
    """Take the meetings from the engine's Snapshot."""
    names = numbered_names(snapshot.sites)
    coming = [meeting for meeting in snapshot.calendar if meeting.is_open]
    past = [meeting for meeting in reversed(snapshot.calendar) if not meeting.is_open]
    book = CalendarBook(0, coming, past, snapshot.series)
    return CalendarKnown(
        snapshot.at_utc,
        book,
        snapshot.meeting,
        snapshot.booking,
        names,
        snapshot.technicians,
        snapshot.language,
    )


def known_of_ledger(ledger: Ledger, at_utc: float, network: Network | None) -> CalendarKnown:
    """Take the meetings from the journal's fold.

    network: gives names and rules; without one the lines show ids, and the rules are the regulation's
    """
    own = ledger.calendar
    book = CalendarBook(
        own.last_number,
        [meeting.without_closed_words() for meeting in own.meetings.values()],
        [meeting.without_closed_words() for meeting in own.past.values()],
        [replace(one, plan=one.plan.without_closed_title()) for one in own.series.values()],
    )
    names = {} if network is None else numbered_names(network.sites)
    booking = NO_BOOKING if network is None else Booking.of(network)
    language = "" if network is None else network.language
    technicians = ledger.technicians.roster(() if network is None else network.technicians)
    return CalendarKnown(
        at_utc, book, ledger.meeting, booking, names, technicians, language, is_live=False
    )  # fmt: skip


def known_calendar(context: Context) -> CalendarKnown:
    """Ask the engine, or read the journal with a note on stderr; meetings are judged by the time now."""

    def of_ledger(ledger: Ledger, _: float, network: Network | None) -> CalendarKnown:
        return known_of_ledger(ledger, SystemClock().utc(), network)

    return live_or_recorded(context, "verb.meetings-as-of", known_of_snapshot, of_ledger)


def known_attendance(
    context: Context, registration: int
) -> tuple[AttendanceSheet | None, Mapping[str, str], Words]:
    """Fold the journal into a meeting's attendance; return it with the sites' names and the words.

    registration: number of the registered meeting; 0 for the last meeting of all
    """
    network = network_if_readable(context)
    words = context.words("" if network is None else network.language)
    fold = AttendanceFold(registration)
    read_entries(context, words, fold.take)
    names = {} if network is None else numbered_names(network.sites)
    return fold.sheet(tuple(names), SystemClock().utc()), names, words
