"""Define the shutdown as a Snapshot shows it."""

from collections.abc import Iterable

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.shutdown.record import UNTOUCHED, Commanded, Shutdown, StepEnd, SystemOff
from gbdt_console.core.shutdown.steps import Step, StepState
from gbdt_console.core.units import MeetingId, SiteId, Utc


@dataclass(frozen=True, slots=True)
class SiteOff:
    """Holds one site of a shutdown.

    ends: how its steps stand, in the order of Step
    may_act: the console may do its next step
    commanded: the last command to its outlets; None where there was none
    waits_until_utc: when its display has cooled; None where that is not awaited
    is_answering: its codec answers now; None where nothing tells
    """

    site_id: SiteId
    ends: tuple[StepEnd, ...]
    may_act: bool = False
    commanded: Commanded | None = None
    waits_until_utc: Utc | None = None
    is_answering: bool | None = None

    @property
    def next_step(self) -> Step | None:
        """Return the first step that is not over; None where the site is off."""
        return next((step for step, end in zip(Step, self.ends, strict=True) if not end.state.is_over), None)

    @property
    def is_unproven(self) -> bool:
        """Whether a person has to sign its next step because the proof failed."""
        return self._next_end.state is StepState.UNPROVEN

    @property
    def is_unread(self) -> bool:
        """Whether its next step was ordered, and nothing told afterwards how it ended."""
        return self._next_end.is_unread

    @property
    def _next_end(self) -> StepEnd:
        return next((end for end in self.ends if not end.state.is_over), UNTOUCHED)


@dataclass(frozen=True, slots=True)
class ShutdownView:
    """Holds the shutdown in use.

    sites: one for each site, as `stragglers_first` orders them
    carried: ids of the sites that an earlier shutdown left
    """

    meeting_id: MeetingId
    opened_utc: Utc
    sites: tuple[SiteOff, ...]
    closing: SystemOff | None = None
    carried: tuple[SiteId, ...] = ()

    def site(self, site_id: str) -> SiteOff | None:
        return next((site for site in self.sites if site.site_id == site_id), None)

    @property
    def stragglers(self) -> tuple[SiteOff, ...]:
        """Return the sites that are not off."""
        return tuple(site for site in self.sites if site.next_step is not None)

    @property
    def on_again(self) -> tuple[str, ...]:
        """Return the ids of the sites that are off by a signature and answer now, once none is left to do."""
        if self.closing is None and self.stragglers:
            return ()
        return tuple(one.site_id for one in self.sites if one.next_step is None and one.is_answering)


def stragglers_first(sites: Iterable[SiteOff]) -> tuple[SiteOff, ...]:
    """Return the sites that need a signature or are still in a call, then by steps left, then those off."""

    def need(site: SiteOff) -> int:
        step = site.next_step
        if step is None:
            return len(Step) + 1
        is_in_call = step is Step.LEFT and site.may_act
        return 0 if site.is_unproven or is_in_call else 1 + tuple(Step).index(step)

    return tuple(sorted(sites, key=need))


def recorded_view(record: Shutdown) -> ShutdownView:
    """Return the shutdown as the journal alone has it, without measurements."""
    sites = (
        SiteOff(
            site_id,
            tuple(record.end(site_id, step) for step in Step),
            commanded=record.commands.get(site_id),
        )
        for site_id in record.sites
    )
    return view_of(record, sites)


def view_of(record: Shutdown, sites: Iterable[SiteOff]) -> ShutdownView:
    return ShutdownView(
        record.meeting_id, record.opened_utc, stragglers_first(sites), record.closing, record.carried
    )


def owed_view(meeting_id: MeetingId, sites: Iterable[SiteId]) -> ShutdownView:
    """Return what will be owed of those sites: a shutdown that has not begun."""
    ends = tuple(UNTOUCHED for _ in Step)
    return ShutdownView(meeting_id, 0.0, tuple(SiteOff(site_id, ends) for site_id in sites))
