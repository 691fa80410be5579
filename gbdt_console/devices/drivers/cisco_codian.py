"""Controls Cisco TelePresence MCUs (Codian) by XML-RPC.

Sources: devices/codian. The MCU pushes nothing to a client that serves no HTTP itself, so the console polls.
It composes pictures: the conference's custom layout for the branches, the view of one participant for the
chair. It does not record, tells nobody's speech, and knows nothing of a room's own microphone.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.state import ConferenceEvent, ConferenceState, ControlFault, Participant
from gbdt_console.core.driver_options import ControlKind, ControlOffer, Option, OptionType
from gbdt_console.core.pictures import Bus, PictureOrder
from gbdt_console.devices.codian.client import (
    NO_CONFERENCE,
    CodianClient,
    CodianFault,
    CodianLogin,
    flag_of,
    text_of,
)
from gbdt_console.devices.codian.dialling import DialledCalls
from gbdt_console.devices.codian.ends import CallEnds
from gbdt_console.devices.codian.listing import Leg, Legs, ParticipantList
from gbdt_console.devices.codian.pictures import Pictures, shown_in
from gbdt_console.devices.control import (
    BlocksMicrophones,
    ComposesPictures,
    ControlError,
    DialsAtBandwidth,
    Disconnects,
    DrivesBuses,
    ListsParticipants,
    LocksConference,
    MessagesParticipants,
    ShowsParticipant,
    TellsProtection,
)
from gbdt_console.devices.driver import ControlSpec, ControlTarget, PolledConnection
from gbdt_console.devices.transports.http import HTTP_WIRES, PLAIN, UNVERIFIED, place_of

_ENDS_IT = frozenset({ControlFault.SILENT, ControlFault.CLOSED, ControlFault.REFUSED, ControlFault.UNTRUSTED})
_MESSAGE_S = 15
"""How long a message stands in a picture, s: long enough to be read from the back of a room."""
_LONGEST_CALL_S = 30 * 86_400.0
"""Limit of a call's age, s; the MCU's clock was set where the figures give more."""


class CiscoMcu(
    ListsParticipants,
    BlocksMicrophones,
    LocksConference,
    MessagesParticipants,
    ShowsParticipant,
    Disconnects,
    DialsAtBandwidth,
    ComposesPictures,
    DrivesBuses,
    TellsProtection,
):
    """Controls one conference; only `block` to `take` change anything.

    chair_number: number of the chair's room; empty where no picture is made for it
    is_protected: the MCU's certificate is checked, so nobody between can read or change anything
    """

    is_protected = True
    buses: tuple[Bus, ...] = (Bus.BRANCHES,)

    def __init__(
        self,
        client: CodianClient,
        clock: Clock,
        conference: str,
        *,
        chair_number: str = "",
        protocol: str = "h323",
        is_protected: bool = True,
    ) -> None:
        self.is_protected = is_protected
        self.buses = (Bus.BRANCHES, Bus.CHAIR) if chair_number else (Bus.BRANCHES,)
        self._client = client
        self._clock = clock
        self._conference = conference
        self._chair_number = chair_number
        self._list = ParticipantList(conference)
        self._pictures = Pictures(conference)
        self._dialled = DialledCalls(conference, protocol)
        self._ends = CallEnds(conference)
        self._legs = Legs()
        self._connection = PolledConnection()
        self._mcu_time: tuple[datetime, float] | None = None

    async def open(self) -> None:
        await self.close()
        answer = await self._client.open()
        now = _time(text_of(answer, "currentTime"))
        self._mcu_time = None if now is None else (now, self._clock.monotonic())
        self._connection.begin()

    async def close(self) -> None:
        self._connection.end()
        await self._client.close()

    async def conference(self) -> ConferenceState:
        self._connection.check()
        try:
            async with self._connection.polling:
                return await self._poll()
        except ControlError as error:
            if error.fault in _ENDS_IT and not isinstance(error, CodianFault):
                await self.close()
            raise

    def events(self) -> AsyncIterator[ConferenceEvent]:
        """Yield nothing: the MCU pushes nothing. End with the connection."""
        return self._connection.events()

    async def block(self, participant_id: str) -> None:
        await self._modify(participant_id, is_blocked=True)

    async def unblock(self, participant_id: str) -> None:
        await self._modify(participant_id, is_blocked=False)

    async def lock(self) -> None:
        await self._order("conference.modify", {"locked": True})

    async def unlock(self) -> None:
        await self._order("conference.modify", {"locked": False})

    async def show(self, participant_id: str) -> None:
        self._connection.check()
        self._leg(participant_id)
        await self._pictures.show(self._client, participant_id)

    async def disconnect(self, participant_id: str) -> None:
        await self._order("participant.disconnect", self._leg(participant_id).identity.fields())

    async def message(self, participant_id: str, text: str) -> None:
        """Show a line in the participant's picture; the MCU confirms that it took it, no more."""
        named = self._leg(participant_id).identity.fields()
        await self._order("participant.message", {**named, "message": text, "durationSeconds": _MESSAGE_S})

    async def dial(self, number: str) -> None:
        self._connection.check()
        await self._dialled.dial(self._client, number)

    async def dial_at(self, number: str, bandwidth_kbps: int) -> None:
        self._connection.check()
        await self._dialled.dial(self._client, number, bandwidth_kbps)

    def dial_failure(self, number: str) -> str:
        return self._dialled.failure(number)

    def dial_failure_code(self, number: str) -> str:
        return self._dialled.failure_code(number)

    def dial_waits_for(self, number: str) -> str:
        return self._dialled.waits_for(number)

    async def take(self, pictures: Mapping[Bus, PictureOrder]) -> None:
        self._connection.check()
        await self._pictures.take(self._client, pictures)

    async def _poll(self) -> ConferenceState:
        try:
            status = await self._client.ask("conference.status", {"conferenceName": self._conference})
        except CodianFault as fault:
            if fault.number == NO_CONFERENCE:
                return ConferenceState(self._conference, is_running=False)
            raise
        if flag_of(status, "conferenceActive") is False:
            return ConferenceState(self._conference, is_running=False, is_locked=flag_of(status, "locked"))
        self._legs = legs = await self._list.poll(self._client)
        await self._dialled.poll(self._client, legs)
        ended = await self._ends.poll(self._client, legs)
        now_s = self._clock.monotonic()
        participants = tuple(self._participant(leg, now_s) for leg in legs.all)
        chair = next((p.id for p in participants if p.is_chair), "")
        frame = await self._pictures.poll(self._client, status, legs, legs.get(chair), now_s)
        return ConferenceState(
            self._conference,
            participants,
            is_locked=flag_of(status, "locked"),
            shown=shown_in(frame),
            frame=frame,
            ended=ended,
        )

    async def _modify(self, participant_id: str, *, is_blocked: bool) -> None:
        """Block or unblock: what the MCU receives (Rx) from the participant is not passed on."""
        named = self._leg(participant_id).identity.fields()
        await self._order(
            "participant.modify", {**named, "operationScope": "activeState", "audioRxMuted": is_blocked}
        )

    async def _order(self, method: str, parameters: Mapping[str, str | int | bool]) -> None:
        self._connection.check()
        await self._client.order(method, {"conferenceName": self._conference, **parameters})

    def _leg(self, participant_id: str) -> Leg:
        """Return the leg of the newest poll. Raises ControlError for any other id."""
        self._connection.check()
        leg = self._legs.get(participant_id)
        if leg is None:
            raise ControlError(ControlFault.REFUSED, "no such participant")
        return leg

    def _participant(self, leg: Leg, now_s: float) -> Participant:
        state = leg.state
        number = leg.number
        return Participant(
            id=leg.id,
            number=number,
            name=text_of(state, "displayName"),
            address=text_of(state, "ipAddress"),
            is_blocked=flag_of(state, "audioRxMuted"),
            is_chair=number == self._chair_number if self._chair_number else None,
            joined_ago_s=self._age_s(text_of(state, "connectTime"), now_s),
            dialled=self._dialled.number_of(state),
            level_db=leg.level_db,
            loses_much=leg.loses_much,
        )

    def _age_s(self, connected: str, now_s: float) -> float | None:
        """Return the age of a call by the MCU's own clock."""
        since = _time(connected)
        if since is None or self._mcu_time is None:
            return None
        mcu_time, at_s = self._mcu_time
        age_s = (mcu_time - since).total_seconds() + now_s - at_s
        return age_s if 0 <= age_s <= _LONGEST_CALL_S else None


def _time(text: str) -> datetime | None:
    """Read an XML-RPC time; None where there is none."""
    try:
        return datetime.strptime(text, "%Y%m%dT%H:%M:%S")  # noqa: DTZ007 - compared with its like only
    except ValueError:
        return None


def build(target: ControlTarget) -> CiscoMcu:
    """Make the connection to one conference.

    The option `conference` is its name on the MCU, `chair_number` the number of the chair's room.
    """
    control = target.control
    place = place_of(target.address, control.port, control.wire)
    options = {name: str(control.options[name]) for name in ("conference", "chair_number", "protocol")}
    return CiscoMcu(
        CodianClient(place, CodianLogin(control.user, control.password)),
        target.clock,
        is_protected=control.wire not in (UNVERIFIED, PLAIN),
        **options,
    )


SPEC = ControlSpec(
    "cisco-codian",
    ControlOffer(
        kinds=frozenset({ControlKind.MCU}),
        wires=HTTP_WIRES,
        options={
            "conference": Option(OptionType.TEXT),
            "chair_number": Option(OptionType.TEXT, default=""),
            "protocol": Option(OptionType.TEXT, default="h323", choices=("h323", "sip")),
        },
    ),
    build,
    is_by_documents=True,
)
