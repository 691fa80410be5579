"""Who may be in the simulated conference, and what each does by himself: a site, and a stranger."""

from gbdt_console.simulator.ami.conference import AmiConference, Member
from gbdt_console.simulator.polycom.call_sync import CallSync
from gbdt_console.simulator.world.call_faults import Calls
from gbdt_console.simulator.world.codec import SimulatedCodec
from gbdt_console.simulator.world.plan import PlannedSite

RTP_TIMEOUT_S = 20.0
"""So long the MCU lists who sends nothing any more."""
_STRANGER = "02140000099"
_STRANGER_NAME = "HDX"


class Attendee:
    """A site that takes part, with the leg of its codec and of a second device there, as far as they are in.
    It calls in `dials_after_s` after it can; `codec` is what it calls from, where that is controlled."""

    def __init__(
        self,
        site: PlannedSite,
        conference: AmiConference,
        dials_after_s: float,
        *,
        is_chair: bool,
        codec: SimulatedCodec | None = None,
    ) -> None:
        self.site = site
        self.leg: Member | None = None
        self._conference = conference
        self._dials_after_s = dials_after_s
        self._is_chair = is_chair
        self._codec = None if codec is None else CallSync(codec, conference.name)
        self._second: Member | None = None
        self._there_s: float | None = None
        self._gone_s: float | None = None

    def call(self) -> None:
        """Call in now; a locked conference takes nobody."""
        self.leg = self._enter(is_admin=self._is_chair)

    def forget(self, now_s: float) -> None:
        """The MCU is new: nobody is in it."""
        self.leg = self._second = None
        self._there_s = None if self._there_s is None else now_s

    def attend(self, calls: Calls, listed: dict[str, Member], now_s: float, *, is_there: bool) -> None:
        """Bring its legs up to date: `is_there` says whether it reaches the MCU, `listed` are the members by
        their numbers."""
        is_timed_out = self._gone_s is not None and now_s - self._gone_s >= RTP_TIMEOUT_S
        self._there_s = (self._there_s or now_s) if is_there else None
        self._gone_s = None if is_there else (self._gone_s or now_s)
        self._do_as_asked(calls, is_there=is_there)
        self._keep_leg(calls, listed.get(self.site.number), now_s, is_timed_out=is_timed_out)
        if self._codec is not None:
            self._codec.follow(is_in=self.leg is not None, is_there=is_there)
        self._keep_second(calls, is_there=is_there, is_timed_out=is_timed_out)
        if self.leg is not None:
            self._let_speak(self.leg, calls, is_there=is_there)

    def _do_as_asked(self, calls: Calls, *, is_there: bool) -> None:
        asked = self._codec.asked(is_there=is_there) if self._codec is not None else None
        if asked is not None:
            (calls.staying_out.discard if asked else calls.staying_out.add)(self.site.id)

    def _keep_leg(self, calls: Calls, listed: Member | None, now_s: float, *, is_timed_out: bool) -> None:
        """Who was hung up on does not call again by himself; who was dialled is there."""
        if self.leg is not None and self.leg.channel not in self._conference.members:
            self.leg = None
            calls.staying_out.add(self.site.id)
        if self.leg is None and listed is not None and listed is not self._second:
            self.leg = listed
            calls.staying_out.discard(self.site.id)
        is_out = self.site.id in calls.staying_out
        if self.leg is not None and (is_timed_out or is_out):
            self._conference.leave(self.leg)
            self.leg = None
        may_call = self.leg is None and not is_out and self._there_s is not None
        if may_call and now_s - (self._there_s or 0.0) >= self._dials_after_s:
            self.call()

    def _keep_second(self, calls: Calls, *, is_there: bool, is_timed_out: bool) -> None:
        if self._second is not None and self._second.channel not in self._conference.members:
            self._second = None
            calls.calling_twice.discard(self.site.id)
        is_wanted = self.site.id in calls.calling_twice
        if self._second is not None and (is_timed_out or not is_wanted):
            self._conference.leave(self._second)
            self._second = None
        elif self._second is None and is_wanted and is_there:
            self._second = self._enter()

    def _let_speak(self, leg: Member, calls: Calls, *, is_there: bool) -> None:
        """Whose picture was chosen has the floor, and speaks."""
        conference = self._conference
        is_on_air = conference.is_source_chosen and conference.source == leg.uid
        is_speaking = is_on_air or self.site.id in calls.speaking
        is_open = not leg.is_muted and (self._codec is None or self._codec.is_sending_sound)
        is_heard = is_speaking and is_there and is_open
        if leg.is_talking is not is_heard:
            conference.set_talking(leg, is_heard)

    def _enter(self, *, is_admin: bool = False) -> Member | None:
        site = self.site
        return _entered(self._conference, site.number, site.name, site.number, is_admin=is_admin)


class Stranger:
    """Somebody whom nobody knows."""

    def __init__(self, conference: AmiConference) -> None:
        self._conference = conference
        self._leg: Member | None = None

    def attend(self, calls: Calls) -> None:
        """Come or go; who was thrown out stays away."""
        if self._leg is not None and self._leg.channel not in self._conference.members:
            self._leg = None
            calls.is_stranger_calling = False
        if self._leg is not None and not calls.is_stranger_calling:
            self._conference.leave(self._leg)
            self._leg = None
        elif self._leg is None and calls.is_stranger_calling:
            self._leg = _entered(self._conference, _STRANGER, _STRANGER_NAME, "trunk")


def _entered(
    conference: AmiConference, number: str, name: str, end: str, *, is_admin: bool = False
) -> Member | None:
    """None where the conference is locked."""
    member = conference.enter(number, name, end, is_admin=is_admin)
    if member is not None:
        conference.announce(member)
    return member
