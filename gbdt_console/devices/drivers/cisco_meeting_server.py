"""Controls Cisco Meeting Server (Acano) by its REST API.

Sources: devices/cms. The server pushes nothing to a client that serves no HTTP itself, so the console polls.
It composes pictures by importance, and tells whether it records; it tells nobody's speech over this API.
"""

from collections.abc import AsyncIterator, Mapping

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.state import ConferenceEvent, ConferenceState, ControlFault, Participant
from gbdt_console.core.driver_options import ControlKind, ControlOffer, Option, OptionType
from gbdt_console.core.pictures import Bus, PictureOrder
from gbdt_console.devices.cms.client import CmsClient, CmsFault, CmsLogin
from gbdt_console.devices.cms.cluster import Cluster, Stranger
from gbdt_console.devices.cms.dialling import ENDED, DialledCalls
from gbdt_console.devices.cms.people import Person
from gbdt_console.devices.cms.pictures import Pictures, shown_in
from gbdt_console.devices.control import (
    BlocksMicrophones,
    ComposesPictures,
    ControlError,
    DialsAtBandwidth,
    Disconnects,
    DrivesBuses,
    ListsParticipants,
    LocksConference,
    ShowsParticipant,
    TellsProtection,
)
from gbdt_console.devices.driver import ControlSpec, ControlTarget, PolledConnection
from gbdt_console.devices.transports.http import HTTP_WIRES, UNVERIFIED, VERIFIED, place_of


class MeetingServer(
    ListsParticipants,
    BlocksMicrophones,
    LocksConference,
    ShowsParticipant,
    Disconnects,
    DialsAtBandwidth,
    ComposesPictures,
    DrivesBuses,
    TellsProtection,
):
    """Controls one call; only `block` to `take` change anything.

    chair_number: number of the chair's room; empty where no picture is made for it
    is_protected: the certificates are checked, so nobody between can read or change anything
    """

    is_protected = True
    follows_branches = True
    buses: tuple[Bus, ...] = (Bus.BRANCHES,)

    def __init__(
        self,
        clients: tuple[CmsClient, ...],
        clock: Clock,
        conference: str,
        *,
        chair_number: str = "",
        is_protected: bool = True,
    ) -> None:
        self.is_protected = is_protected
        self.buses = (Bus.BRANCHES, Bus.CHAIR) if chair_number else (Bus.BRANCHES,)
        self._clock = clock
        self._conference = conference
        self._chair_number = chair_number
        self._cluster = Cluster(clients, conference, clock.monotonic)
        self._pictures = Pictures(self._cluster)
        self._dialled = DialledCalls(self._cluster)
        self._connection = PolledConnection()

    async def open(self) -> None:
        await self.close()
        await self._cluster.open()
        self._connection.begin()

    async def close(self) -> None:
        self._connection.end()
        await self._cluster.close()

    async def conference(self) -> ConferenceState:
        self._connection.check()
        try:
            async with self._connection.polling:
                return await self._poll()
        except ControlError as error:
            if not isinstance(error, CmsFault) and error.fault is not ControlFault.MALFORMED:
                await self.close()
            raise

    def events(self) -> AsyncIterator[ConferenceEvent]:
        """Yield nothing: the server pushes nothing. End with the connection."""
        return self._connection.events()

    async def block(self, participant_id: str) -> None:
        await self._mute(participant_id, "true")

    async def unblock(self, participant_id: str) -> None:
        await self._mute(participant_id, "false")

    async def lock(self) -> None:
        await self._modify_call({"locked": "true"})

    async def unlock(self) -> None:
        await self._modify_call({"locked": "false"})

    async def show(self, participant_id: str) -> None:
        self._connection.check()
        await self._pictures.show(participant_id)

    async def disconnect(self, participant_id: str) -> None:
        await self._each_leg("DELETE", participant_id, {})

    async def dial(self, number: str) -> None:
        await self._dial(number, None)

    async def dial_at(self, number: str, bandwidth_kbps: int) -> None:
        await self._dial(number, bandwidth_kbps)

    def dial_failure(self, number: str) -> str:
        return "the call ended" if self._dialled.has_failed(number) else ""

    def dial_failure_code(self, number: str) -> str:
        return ENDED if self._dialled.has_failed(number) else ""

    def dial_waits_for(self, number: str) -> str:
        return self._dialled.waits_for(number)

    async def take(self, pictures: Mapping[Bus, PictureOrder]) -> None:
        self._connection.check()
        await self._pictures.take(pictures)

    async def _poll(self) -> ConferenceState:
        now_s = self._clock.monotonic()
        call = await self._cluster.poll(now_s)
        await self._dialled.poll(call)
        people = [person for person in call.people if person.is_in]
        listed = [self._participant(person, now_s) for person in people]
        chair = next((p for p, row in zip(people, listed, strict=True) if row.is_chair), None)
        frame = self._pictures.poll(call, chair)
        return ConferenceState(
            self._conference,
            (*listed, *map(_unheard, call.strangers)),
            is_running=bool(call.parts),
            is_locked=call.is_locked,
            is_recording=call.is_recording if call.parts else False,
            shown=shown_in(frame),
            frame=frame if call.parts else None,
        )

    def _participant(self, person: Person, now_s: float) -> Participant:
        number = person.number
        dialled = self._dialled.number_of(person.id) or (person.number if person.is_outgoing else "")
        return Participant(
            id=person.id,
            number=number,
            name=person.name,
            is_blocked=person.is_blocked,
            is_chair=number == self._chair_number if self._chair_number else None,
            joined_ago_s=person.lasts_s(now_s),
            dialled=dialled,
            loss_percent=person.loss_percent,
            jitter_ms=person.jitter_ms,
        )

    async def _mute(self, participant_id: str, value: str) -> None:
        """Mute or unmute what the server receives (rx) from each leg of a participant."""
        await self._each_leg("PUT", participant_id, {"rxAudioMute": value})

    async def _each_leg(self, method: str, participant_id: str, fields: Mapping[str, str]) -> None:
        self._connection.check()
        bridge, person = self._cluster.call.owner(participant_id)
        with bridge.reading_back([person.id]):
            for leg in person.legs:
                await bridge.client.order(method, f"callLegs/{leg.id}", fields)

    async def _modify_call(self, fields: Mapping[str, str]) -> None:
        self._connection.check()
        if not self._cluster.call.parts:
            raise ControlError(ControlFault.REFUSED, "the call does not run")
        for bridge, part in self._cluster.call.parts:
            await bridge.client.order("PUT", f"calls/{part.id}", fields)

    async def _dial(self, number: str, bandwidth_kbps: int | None) -> None:
        self._connection.check()
        async with self._connection.polling:
            await self._dialled.dial(number, bandwidth_kbps, self._clock.monotonic())


def _unheard(stranger: Stranger) -> Participant:
    """Return a participant of whom only its being there is known."""
    return Participant(stranger.id, stranger.number, stranger.name)


def build(target: ControlTarget) -> MeetingServer:
    """Make the connection to one call.

    The option `conference` is the space's name or id, `chair_number` the number of the chair's room,
    `bridges` the addresses of the cluster's other Call Bridges.
    """
    control = target.control
    login = CmsLogin(control.user, control.password)
    others = str(control.options["bridges"]).replace(",", " ").split()
    places = [place_of(address, control.port, control.wire) for address in (target.address, *others)]
    return MeetingServer(
        tuple(CmsClient(place, login) for place in places),
        target.clock,
        str(control.options["conference"]),
        chair_number=str(control.options["chair_number"]),
        is_protected=control.wire == VERIFIED,
    )


SPEC = ControlSpec(
    "cisco-meeting-server",
    ControlOffer(
        kinds=frozenset({ControlKind.MCU}),
        wires={wire: HTTP_WIRES[wire] for wire in (VERIFIED, UNVERIFIED)},
        options={
            "conference": Option(OptionType.TEXT),
            "chair_number": Option(OptionType.TEXT, default=""),
            "bridges": Option(OptionType.TEXT, default=""),
        },
    ),
    build,
    is_by_documents=True,
)
