"""The callers of the simulated conference: a site with its codec, and a stranger; each calls by itself."""

from gbdt_console.simulator.ami.conference import AmiConference, Member
from gbdt_console.simulator.world.call_faults import ActiveCallFaults
from gbdt_console.simulator.world.codec import SimulatedCall, SimulatedCodec
from gbdt_console.simulator.world.plan import PlannedSite

RTP_TIMEOUT_S = 20.0
"""After this long without media the MCU drops a member."""
_NO_MEDIA = "44"
"""The Cause with which Asterisk drops it (res_pjsip_sdp_rtp.c, requested channel unavailable)."""
_STRANGER = "02140000099"
_STRANGER_NAME = "HDX"


class Attendee:
    """A site that takes part, with up to two call legs.

    One leg is the codec's, the other that of a second device.

    `leg` is None while the site is not in the conference.
    """

    def __init__(
        self,
        site: PlannedSite,
        conference: AmiConference,
        dials_after_s: float,
        *,
        is_chair: bool,
        codec: SimulatedCodec | None = None,
    ) -> None:
        """Make an attendee that has not called yet.

        dials_after_s: delay between reaching the MCU and calling it, seconds
        is_chair: whether its leg is the conference's admin
        codec: the codec it calls from, where that is controlled
        """
        self.site = site
        self.leg: Member | None = None
        self._conference = conference
        self._dials_after_s = dials_after_s
        self._is_chair = is_chair
        self._codec = None if codec is None else _CodecCall(codec, conference.name)
        self._second: Member | None = None
        self._reachable_since_s: float | None = None
        self._unreachable_since_s: float | None = None

    def call(self) -> None:
        """Call in now; a locked conference turns the site away."""
        self.leg = self._enter(is_admin=self._is_chair)

    def disconnect(self, now_s: float) -> None:
        """Drop both legs, because the MCU restarted. The site calls again after its delay."""
        self.leg = self._second = None
        self._reachable_since_s = None if self._reachable_since_s is None else now_s

    def update(
        self, faults: ActiveCallFaults, listed: dict[str, Member], now_s: float, *, is_reachable: bool
    ) -> None:
        """Make the legs follow the faults and the line.

        listed: members by number
        is_reachable: whether the site reaches the MCU
        """
        is_timed_out = (
            self._unreachable_since_s is not None and now_s - self._unreachable_since_s >= RTP_TIMEOUT_S
        )
        self._reachable_since_s = (self._reachable_since_s or now_s) if is_reachable else None
        self._unreachable_since_s = None if is_reachable else (self._unreachable_since_s or now_s)
        self._follow_codec(faults, is_reachable=is_reachable)
        self._update_leg(faults, listed.get(self.site.number), now_s, is_timed_out=is_timed_out)
        if self._codec is not None:
            self._codec.follow(is_in=self.leg is not None, is_reachable=is_reachable)
        self._update_second(faults, is_reachable=is_reachable, is_timed_out=is_timed_out)
        if self.leg is not None:
            self._update_talking(self.leg, faults, is_reachable=is_reachable)

    def _follow_codec(self, faults: ActiveCallFaults, *, is_reachable: bool) -> None:
        """Come or stay out as the codec's user dialled or hung up."""
        has_dialled = self._codec.poll(is_reachable=is_reachable) if self._codec is not None else None
        if has_dialled is not None:
            (faults.staying_out.discard if has_dialled else faults.staying_out.add)(self.site.id)

    def _update_leg(
        self, faults: ActiveCallFaults, listed: Member | None, now_s: float, *, is_timed_out: bool
    ) -> None:
        """Join or leave. A site that the MCU hung up on stays out until it is dialled."""
        if self.leg is not None and self.leg.channel not in self._conference.members:
            self.leg = None
            faults.staying_out.add(self.site.id)
        if self.leg is None and listed is not None and listed is not self._second:
            self.leg = listed
            faults.staying_out.discard(self.site.id)
        is_out = self.site.id in faults.staying_out
        if self.leg is not None and (is_timed_out or is_out):
            self._end(self.leg, is_timed_out=is_timed_out)
            self.leg = None
        may_call = self.leg is None and not is_out and self._reachable_since_s is not None
        if may_call and now_s - (self._reachable_since_s or 0.0) >= self._dials_after_s:
            self.call()

    def _update_second(self, faults: ActiveCallFaults, *, is_reachable: bool, is_timed_out: bool) -> None:
        if self._second is not None and self._second.channel not in self._conference.members:
            self._second = None
            faults.calling_twice.discard(self.site.id)
        is_wanted = self.site.id in faults.calling_twice
        if self._second is not None and (is_timed_out or not is_wanted):
            self._end(self._second, is_timed_out=is_timed_out)
            self._second = None
        elif self._second is None and is_wanted and is_reachable:
            self._second = self._enter()

    def _update_talking(self, leg: Member, faults: ActiveCallFaults, *, is_reachable: bool) -> None:
        """Set whether anything arrives from the site, and whether it is heard.

        It talks while a fault says so or an action chose its picture; a block, a mute or a cut line keeps the
        sound out.
        """
        conference = self._conference
        leg.has_media = is_reachable
        is_on_air = conference.is_source_chosen and conference.source == leg.uid
        is_speaking = is_on_air or self.site.id in faults.speaking
        is_open = not leg.is_muted and (self._codec is None or self._codec.is_sending_sound)
        is_heard = is_speaking and is_reachable and is_open
        if leg.is_talking is not is_heard:
            conference.set_talking(leg, is_heard)

    def _end(self, leg: Member, *, is_timed_out: bool) -> None:
        """Remove a leg: the MCU drops it for lack of media, or the site hangs up."""
        if is_timed_out:
            self._conference.leave(leg, "SoftHangupRequest", _NO_MEDIA)
        else:
            self._conference.leave(leg)

    def _enter(self, *, is_admin: bool = False) -> Member | None:
        site = self.site
        return _entered(self._conference, site.number, site.name, site.number, is_admin=is_admin)


class _CodecCall:
    """Keeps a codec's list of calls equal to the MCU's.

    Any number that the codec dials reaches the conference: the province has no other far end.
    """

    def __init__(self, codec: SimulatedCodec, number: str) -> None:
        """Follow a codec that lists the conference under `number`."""
        self._codec = codec
        self._number = number
        self._call: SimulatedCall | None = None

    @property
    def is_sending_sound(self) -> bool:
        return self._codec.is_sending_sound

    def poll(self, *, is_reachable: bool) -> bool | None:
        """Return True after a new dial, False after a new hang-up.

        A codec that lost its power has no call either; that is no hanging up.
        """
        if self._call is not None and self._call not in self._codec.calls:
            self._call = None
            return False if is_reachable else None
        if self._call is None:
            dialled = [call for call in self._codec.calls if call.is_connected]
            self._call = dialled[0] if dialled else None
            return True if dialled else None
        return None

    def follow(self, *, is_in: bool, is_reachable: bool) -> None:
        """Add or end the codec's call as the conference lists the site."""
        if is_in and is_reachable and self._call is None:
            self._call = self._codec.connect(self._number)
        elif not is_in and self._call is not None:
            self._codec.end(self._call)
            self._call = None


class Stranger:
    """A caller that no site of the network has the number of."""

    def __init__(self, conference: AmiConference) -> None:
        self._conference = conference
        self._leg: Member | None = None

    def update(self, faults: ActiveCallFaults) -> None:
        """Join or leave as the faults say. Once hung up on, the stranger stays out."""
        if self._leg is not None and self._leg.channel not in self._conference.members:
            self._leg = None
            faults.is_stranger_calling = False
        if self._leg is not None and not faults.is_stranger_calling:
            self._conference.leave(self._leg)
            self._leg = None
        elif self._leg is None and faults.is_stranger_calling:
            self._leg = _entered(self._conference, _STRANGER, _STRANGER_NAME, "trunk")


def _entered(
    conference: AmiConference, number: str, name: str, end: str, *, is_admin: bool = False
) -> Member | None:
    """Add a member and publish it; None where the conference is locked."""
    member = conference.enter(number, name, end, is_admin=is_admin)
    if member is not None:
        conference.announce(member)
    return member
