"""What a command, or the running policy, becomes: orders to the MCU for those in the roster."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import uuid4

from gbdt_console.core.conference.state import ConferenceState, Participant
from gbdt_console.devices.control import (
    BlocksMicrophones,
    Dials,
    Disconnects,
    ListsParticipants,
    LocksConference,
    ShowsParticipant,
)
from gbdt_console.engine.control.device_orders import DeviceOrder
from gbdt_console.engine.control.order_codes import BLOCK, DIAL, HANG_UP, LOCK, SHOW, UNBLOCK, UNLOCK

DIALLED_WITHIN_S = 35.0
"""A room may let it ring for half a minute before somebody takes the call."""

McuOrder = DeviceOrder[ConferenceState]
IsDone = Callable[[ConferenceState], bool | None]
Send = Callable[[], Awaitable[None]]


class ConferenceOrders:
    """Makes orders for one MCU; what the MCU cannot do is None."""

    def __init__(self, mcu: ListsParticipants) -> None:
        self._mcu: object = mcu

    def block(
        self, leg: Participant, target: str, operator: str, told: set[str] | None = None
    ) -> McuOrder | None:
        mcu = self._mcu
        if not isinstance(mcu, BlocksMicrophones):
            return None
        is_done: IsDone = lambda state: _is_blocked(state, leg.id, is_wanted=True)  # noqa: E731
        order = _order(BLOCK, target, operator, lambda: mcu.block(leg.id), is_done, leg.id)
        return order if told is None else replace(order, told=told)

    def unblock(self, leg: Participant, target: str, operator: str) -> McuOrder | None:
        mcu = self._mcu
        if not isinstance(mcu, BlocksMicrophones):
            return None
        is_done: IsDone = lambda state: _is_blocked(state, leg.id, is_wanted=False)  # noqa: E731
        return _order(UNBLOCK, target, operator, lambda: mcu.unblock(leg.id), is_done, leg.id)

    def show(self, leg: Participant, target: str, operator: str) -> McuOrder | None:
        mcu = self._mcu
        if not isinstance(mcu, ShowsParticipant):
            return None
        is_done: IsDone = lambda state: state.shown == leg.id  # noqa: E731
        return _order(SHOW, target, operator, lambda: mcu.show(leg.id), is_done, leg.id)

    def hang_up(self, leg: Participant, target: str, operator: str) -> McuOrder | None:
        mcu = self._mcu
        if not isinstance(mcu, Disconnects):
            return None
        is_gone: IsDone = lambda state: state.participant(leg.id) is None  # noqa: E731
        return _order(HANG_UP, target, operator, lambda: mcu.disconnect(leg.id), is_gone)

    def dial(self, number: str, target: str, operator: str) -> McuOrder | None:
        mcu = self._mcu
        if not isinstance(mcu, Dials):
            return None
        is_there: IsDone = lambda state: any(p.number == number for p in state.participants)  # noqa: E731
        order = _order(DIAL, target, operator, lambda: mcu.dial(number), is_there)
        return replace(order, verify_within_s=DIALLED_WITHIN_S, failure=lambda: mcu.dial_failure(number))

    def lock(self, operator: str, *, is_on: bool) -> McuOrder | None:
        mcu = self._mcu
        if not isinstance(mcu, LocksConference):
            return None
        send = mcu.lock if is_on else mcu.unlock
        return _order(LOCK if is_on else UNLOCK, "", operator, send, lambda s: s.is_locked is is_on)


def _is_blocked(state: ConferenceState, participant_id: str, *, is_wanted: bool) -> bool | None:
    """Whether it is as wanted; None where the MCU does not tell. Nobody hears a participant who is gone."""
    leg = state.participant(participant_id)
    if leg is None:
        return is_wanted
    return None if leg.is_blocked is None else leg.is_blocked is is_wanted


def _order(what: str, target: str, operator: str, send: Send, is_done: IsDone, leg: str = "") -> McuOrder:
    is_gone: Callable[[ConferenceState], bool] = (  # noqa: E731
        lambda state: bool(leg) and state.participant(leg) is None
    )
    return DeviceOrder(uuid4().hex[:12], what, target, operator, send, is_done, is_gone)
