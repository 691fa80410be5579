"""Make orders to an MCU, each with the test of its effect."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from uuid import uuid4

from gbdt_console.core.conference.state import ConferenceState, ControlFault, Participant
from gbdt_console.core.pictures import Bus, FrameState, Picture, PictureOrder
from gbdt_console.core.profiles.profile import ProfileSite
from gbdt_console.core.sites import Mcu
from gbdt_console.devices import control
from gbdt_console.devices.abilities import means_of
from gbdt_console.engine.control.device_orders import DeviceOrder
from gbdt_console.engine.features import Registrations

BLOCK, UNBLOCK = "microphone.block", "microphone.unblock"
ISOLATE = "caller.isolate"
"""Blocks the microphone of a caller: people and papers call it by what it is for."""
SHOW, TAKE = "site.show", "frame.take"
MESSAGE = "site.message"
HANG_UP, DIAL, LOCK, UNLOCK = "call.hang-up", "call.dial", "conference.lock", "conference.unlock"
_UNDOES: Mapping[str, tuple[str, ...]] = {
    BLOCK: (UNBLOCK,),
    ISOLATE: (UNBLOCK,),
    UNBLOCK: (BLOCK, ISOLATE),
    SHOW: (SHOW,),
    TAKE: (TAKE,),
    LOCK: (UNLOCK,),
    UNLOCK: (LOCK,),
    HANG_UP: (BLOCK, ISOLATE, UNBLOCK, DIAL, SHOW),
}

DIALLED_WITHIN_S = 35.0
"""Limits verification of a dialled call: a room may let it ring for half a minute."""

_CALL_FAILED = "call.failed"
_IN_ITS_WORDS = frozenset({_CALL_FAILED, control.NOT_ANSWERED, control.NO_REPLY})
"""Ends of a call with which the MCU's own words are told too. The MCU itself refused nothing."""

McuOrder = DeviceOrder[ConferenceState]
IsDone = Callable[[ConferenceState], bool | None]
Send = Callable[[], Awaitable[None]]


class ConferenceOrders:
    """Makes orders for one MCU; None where the MCU lacks the capability.

    leg, number: the call leg or number of the order
    target: id of the site, or number or leg of the caller, as people see it
    operator: id of the operator; empty where the policy asks
    where: the MCU in sites.yaml; None where others host the conference
    means: what it can do, likewise
    registrations: tells who has a device registered beside the MCU; None where nothing does
    """

    def __init__(
        self,
        mcu: control.ListsParticipants,
        where: Mcu | None = None,
        registrations: Registrations | None = None,
    ) -> None:
        self._mcu: object = mcu
        self._registrations = registrations
        self.means = None if where is None else means_of(mcu, where.control.driver)

    def block(
        self,
        leg: Participant,
        target: str,
        operator: str,
        recorded_ends: set[str] | None = None,
        what: str = BLOCK,
    ) -> McuOrder | None:
        """Block the leg's microphone; `recorded_ends` is shared by repeated orders.

        what: BLOCK, or ISOLATE for a caller
        """
        mcu = self._mcu
        if not isinstance(mcu, control.BlocksMicrophones):
            return None
        is_done: IsDone = lambda state: _is_blocked(state, leg.id, is_wanted=True)  # noqa: E731
        order = _order(what, target, operator, lambda: mcu.block(leg.id), is_done, leg.id)
        return order if recorded_ends is None else replace(order, recorded_ends=recorded_ends)

    def unblock(self, leg: Participant, target: str, operator: str) -> McuOrder | None:
        mcu = self._mcu
        if not isinstance(mcu, control.BlocksMicrophones):
            return None
        is_done: IsDone = lambda state: _is_blocked(state, leg.id, is_wanted=False)  # noqa: E731
        return _order(UNBLOCK, target, operator, lambda: mcu.unblock(leg.id), is_done, leg.id)

    def show(self, leg: Participant, target: str, operator: str) -> McuOrder | None:
        mcu = self._mcu
        if not isinstance(mcu, control.ShowsParticipant):
            return None
        is_done: IsDone = lambda state: state.shown == leg.id  # noqa: E731
        return _order(SHOW, target, operator, lambda: mcu.show(leg.id), is_done, leg.id)

    def take(self, pictures: Mapping[Bus, PictureOrder], target: str, operator: str) -> McuOrder | None:
        """Put pictures on air by one request; `target` is empty for several sites."""
        mcu = self._mcu
        if not isinstance(mcu, control.ComposesPictures):
            return None
        sources = {source for picture in pictures.values() for source in picture.sources if source}
        is_gone: Callable[[ConferenceState], bool] = (  # noqa: E731
            lambda state: any(state.participant(source) is None for source in sources)
        )
        order = _order(
            TAKE, target, operator, lambda: mcu.take(pictures), lambda s: are_shown(s.frame, pictures)
        )
        return replace(order, is_gone=is_gone)

    def hang_up(self, leg: Participant, target: str, operator: str) -> McuOrder | None:
        mcu = self._mcu
        if not isinstance(mcu, control.Disconnects):
            return None
        is_gone: IsDone = lambda state: state.participant(leg.id) is None  # noqa: E731
        return _order(HANG_UP, target, operator, lambda: mcu.disconnect(leg.id), is_gone)

    def message(self, leg: Participant, target: str, operator: str, text: str) -> McuOrder | None:
        """Write a line onto the room's screen; no state ever tells whether it is there."""
        mcu = self._mcu
        if not isinstance(mcu, control.MessagesParticipants):
            return None
        order = _order(MESSAGE, target, operator, lambda: mcu.message(leg.id, text), None, leg.id)
        return replace(order, value=text)

    def dial(self, call: ProfileSite, numbers: Collection[str], operator: str) -> McuOrder | None:
        """Call a site into the conference. The bandwidth of the call is passed on where the MCU takes one.

        numbers: every number by which the site is known once it is there
        """
        mcu, number, kbps = self._mcu, call.dial, call.bandwidth_kbps
        if not isinstance(mcu, control.Dials):
            return None

        async def send() -> None:
            await self._check_registered(number)
            if kbps is not None and isinstance(mcu, control.DialsAtBandwidth):
                await mcu.dial_at(number, kbps)
            else:
                await mcu.dial(number)

        is_there: IsDone = lambda state: any(p.site_number in numbers for p in state.participants)  # noqa: E731
        order = _order(DIAL, call.site_id, operator, send, is_there)

        def failure(state: ConferenceState) -> tuple[str, str]:
            """Name the lock, or what the driver knows; the MCU's own words where those do not say all."""
            if not (words := mcu.dial_failure(number)):
                return "", ""
            code = "call.locked" if state.is_locked else mcu.dial_failure_code(number) or _CALL_FAILED
            return code, words if code in _IN_ITS_WORDS else ""

        return replace(
            order,
            verify_within_s=DIALLED_WITHIN_S,
            failure=failure,
            waits_for=lambda state: mcu.dial_waits_for(number),
        )

    async def _check_registered(self, number: str) -> None:
        """Raise ControlError where no device of that number is registered."""
        if self._registrations is not None and (code := await self._registrations.refusal(number)):
            raise control.ControlError(ControlFault.REFUSED, code=code)

    def lock(self, operator: str, *, is_on: bool) -> McuOrder | None:
        mcu = self._mcu
        if not isinstance(mcu, control.LocksConference):
            return None
        send = mcu.lock if is_on else mcu.unlock
        return _order(LOCK if is_on else UNLOCK, "", operator, send, lambda s: s.is_locked is is_on)


def are_shown(frame: FrameState | None, pictures: Mapping[Bus, PictureOrder]) -> bool | None:
    """Tell whether a device reports these pictures; None where it reports none of a bus."""
    if frame is None:
        return None
    answers = [_is_picture(frame.programs.get(bus), picture) for bus, picture in pictures.items()]
    return False if False in answers else None if None in answers else True


def _is_picture(picture: Picture | None, wanted: PictureOrder) -> bool | None:
    """Compare layout and panes; a pane that is left to the device agrees with everything."""
    if picture is None or not picture.layout:
        return None
    if picture.layout != wanted.layout:
        return False
    sources = [pane.source for pane in picture.panes] + [""] * len(wanted.sources)
    return all(source in ("", shown) for source, shown in zip(wanted.sources, sources, strict=False))


def _is_blocked(state: ConferenceState, participant_id: str, *, is_wanted: bool) -> bool | None:
    """Return whether the block is as wanted; None where unknown.

    A participant who left counts as wanted, since nobody hears it.
    """
    leg = state.participant(participant_id)
    if leg is None:
        return is_wanted
    return None if leg.is_blocked is None else leg.is_blocked is is_wanted


def _order(
    what: str, target: str, operator: str, send: Send, is_done: IsDone | None, leg: str = ""
) -> McuOrder:
    is_gone: Callable[[ConferenceState], bool] = (  # noqa: E731
        lambda state: bool(leg) and state.participant(leg) is None
    )
    return DeviceOrder(
        uuid4().hex[:12], what, target, operator, send, is_done, is_gone, undoes=_UNDOES.get(what, ())
    )
