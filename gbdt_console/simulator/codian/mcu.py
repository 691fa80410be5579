"""The simulated Codian: the methods of its API over one conference."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any
from xmlrpc.client import Fault

from gbdt_console.simulator.ami.conference import Member
from gbdt_console.simulator.ami.simulated_mcu import SimulatedMcu
from gbdt_console.simulator.codian.faults import CodianFault, CodianFaults
from gbdt_console.simulator.codian.participants import Entry, Participants, Record
from gbdt_console.simulator.codian.pictures import CUSTOM, Pictures
from gbdt_console.simulator.codian.server import XmlRpcServer
from gbdt_console.simulator.world.world_clock import CallLater

PAGE = 10
"""Participants of one answer at most."""
_DONE: Record = {"status": "operation successful"}
_BUSY, _NO_ANSWER, _NOBODY = "busy", "noAnswer", "noGatekeeperForDN"
_VIEW = ("cpLayout", "focusType", "focusParticipant")

Parameters = Mapping[str, Any]


class CodianMcu(SimulatedMcu):
    """Speaks XML-RPC; `dialable` is by address.

    endpoints: by number, the name of an endpoint that the MCU has configured
    bit_rates: by called address: limits of the call to and from the MCU, kbit/s; 0 for the MCU's own
    asked: how often each method was called
    pictures: its panes and its custom layout
    """

    def __init__(
        self,
        conference: str,
        users: Mapping[str, str],
        clock: Callable[[], float] | None = None,
        call_later: CallLater | None = None,
    ) -> None:
        super().__init__(conference, clock, call_later)
        self.faults = CodianFaults()
        self.asked: Counter[str] = Counter()
        self.messages: dict[str, str] = {}
        self.bit_rates: dict[str, tuple[int, ...]] = {}
        self.pictures = Pictures()
        self._participants = Participants(self.conference, self.pictures.layout_of, self.faults)
        self.endpoints = self._participants.endpoints
        self._server_side = XmlRpcServer(users, self.faults, self._handle, self._call_later)
        self._methods: dict[str, Callable[[Parameters, CodianFault | None], Record]] = {
            "device.query": self._device,
            "conference.status": self._status,
            "conference.modify": self._modify_conference,
            "conference.paneplacement.query": self._query_panes,
            "conference.paneplacement.modify": self._place_panes,
            "participant.enumerate": self._enumerate,
            "participant.status": self._participant_status,
            "participant.diagnostics": self._diagnostics,
            "participant.modify": self._modify_participant,
            "participant.add": self._add,
            "participant.disconnect": self._disconnect,
            "participant.message": self._message,
        }

    def join(self, number: str, name: str = "") -> bool:
        """Add a caller; False where the conference is locked."""
        return self.conference.enter(number, name, number) is not None

    def leave(self, number: str, *, is_lost: bool = False) -> None:
        """Let a site hang up, or let its line fail."""
        member = self._member(number)
        member.has_media = not is_lost
        self.conference.leave(member)

    def shown(self) -> list[str]:
        """Return the number in each pane that the branches see, empty where none is fixed there."""
        by_name = {e.name: e.member.number for e in self._participants.all() if e.member is not None}
        return [by_name.get(name, "") for name in self.pictures.occupants()]

    def clear(self) -> None:
        super().clear()
        self._participants.clear()

    def answer_calls(self, number: str, name: str) -> None:
        self.dialable[number] = (number, name)
        self.faults.dials.pop(number, None)

    def fail_calls(self, number: str, *, is_busy: bool) -> None:
        self.dialable.pop(number, None)
        self.faults.dials[number] = _BUSY if is_busy else _NO_ANSWER

    def mistreat_blocks(self, ignored: set[str], reverted: set[str]) -> None:
        faults = dict.fromkeys(ignored, CodianFault.IGNORED)
        self.faults.blocks = faults | dict.fromkeys(reverted, CodianFault.REVERTED)

    def still_picture(self, *, is_still: bool) -> None:
        self.faults.frozen.clear()
        if is_still:
            self.faults.frozen.update(filter(None, self.shown()[:1]))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await self._server_side.exchange(reader, writer):
            pass

    def _handle(self, method: str, parameters: dict[str, Any], fault: CodianFault | None) -> Record:
        self.asked[method] += 1
        if method not in self._methods:
            raise Fault(1, "method not supported")
        if method.startswith("conference.") and parameters.get("conferenceName") != self.conference.name:
            raise Fault(4, "no such conference or auto attendant")
        return self._methods[method](parameters, fault)

    def _device(self, parameters: Parameters, fault: CodianFault | None) -> Record:
        return {
            "model": "Codian MCU 4520", "serial": "SM0A1B2C", "softwareVersion": "4.3(2.18)",
            "buildVersion": "6.17(1.0)", "apiVersion": "2.9", "currentTime": self._participants.now(),
            "totalVideoPorts": 40,
        }  # fmt: skip

    def _status(self, parameters: Parameters, fault: CodianFault | None) -> Record:
        pictures = self.pictures
        return {
            "conferenceName": self.conference.name, "conferenceActive": True, "uniqueId": 41,
            "locked": self.conference.is_locked, "customLayoutEnabled": pictures.is_custom,
            "customLayout": pictures.custom,
        }  # fmt: skip

    def _modify_conference(self, parameters: Parameters, fault: CodianFault | None) -> Record:
        before, was_locked = self.pictures.copy(), self.conference.is_locked
        if fault is CodianFault.IGNORED:
            return _DONE
        self.conference.is_locked = bool(parameters.get("locked", was_locked))
        self.pictures.is_custom = bool(parameters.get("customLayoutEnabled", self.pictures.is_custom))
        self.pictures.custom = int(parameters.get("customLayout", self.pictures.custom))
        if parameters.get("newParticipantsCustomLayout"):
            self._participants.new_view["cpLayout"] = CUSTOM
        if parameters.get("setAllParticipantsToCustomLayout"):
            for entry in self._participants.all():
                entry.view["cpLayout"] = CUSTOM
        if fault is CodianFault.REVERTED:
            self._revert(lambda: self._restore(before, was_locked))
        return _DONE

    def _query_panes(self, parameters: Parameters, fault: CodianFault | None) -> Record:
        return self.pictures.query()

    def _place_panes(self, parameters: Parameters, fault: CodianFault | None) -> Record:
        if self.faults.refuses_by_name:
            panes = parameters.get("panes", ())
            taken = [pane for pane in panes if pane.get("participantType") != "by_name"]
            parameters = {**parameters, "panes": taken}
        before = self.pictures.copy()
        changed = self.pictures.copy().place(parameters)
        if fault is not CodianFault.IGNORED:
            self.pictures.place(parameters)
            self._follow_first_pane()
        if fault is CodianFault.REVERTED:
            self._revert(lambda: self._restore(before, self.conference.is_locked))
        return {"panesModified": changed}

    def _enumerate(self, parameters: Parameters, fault: CodianFault | None) -> Record:
        revision, rows = self._participants.rows(parameters, names_dead=self.faults.names_dead)
        begin = int(parameters.get("enumerateID", "0"))
        page: Record = {"participants": rows[begin : begin + PAGE], "currentRevision": revision}
        return page | ({"enumerateID": str(begin + PAGE)} if len(rows) > begin + PAGE else {})

    def _participant_status(self, parameters: Parameters, fault: CodianFault | None) -> Record:
        entry = self._entry(parameters)
        return {**entry.names(), "conferenceName": self.conference.name, "currentState": entry.record}

    def _diagnostics(self, parameters: Parameters, fault: CodianFault | None) -> Record:
        entry = self._entry(parameters, is_connected=True)
        return {"videoRxFrameRate": 25, "videoRxFramesReceived": int(entry.frames), "audioRxLost": 0}

    def _modify_participant(self, parameters: Parameters, fault: CodianFault | None) -> Record:
        entry = self._entry(parameters, is_connected=True)
        if parameters.get("operationScope") != "activeState":
            raise Fault(102, "invalid parameter")
        assert entry.member is not None
        if "audioRxMuted" in parameters:
            self._set_block(entry.member, bool(parameters["audioRxMuted"]), fault)
        view = {name: parameters[name] for name in _VIEW if name in parameters}
        if view and fault is not CodianFault.IGNORED:
            before, entry.view = entry.view, {**entry.view, **view}
            if entry.view["focusType"] != "participant":
                entry.view.pop("focusParticipant", None)
            if fault is CodianFault.REVERTED:
                self._revert(lambda: setattr(entry, "view", before))
        return _DONE

    def _message(self, parameters: Parameters, fault: CodianFault | None) -> Record:
        entry = self._entry(parameters, is_connected=True)
        if not parameters.get("message"):
            raise Fault(101, "missing parameter")
        if fault is not CodianFault.IGNORED:
            self.messages[entry.address] = str(parameters["message"])
        return _DONE

    def _set_block(self, member: Member, is_blocked: bool, fault: CodianFault | None) -> None:
        fault = fault or self.faults.blocks.get(member.number)
        if fault is CodianFault.IGNORED:
            return
        self.conference.set_muted([member], is_blocked)
        if fault is CodianFault.REVERTED:
            self._revert(lambda: self.conference.set_muted([member], not is_blocked))

    def _add(self, parameters: Parameters, fault: CodianFault | None) -> Record:
        address = str(parameters.get("address", ""))
        if not parameters.get("participantName"):
            raise Fault(9, "no participant name supplied")
        if not address:
            raise Fault(10, "no participant address supplied")
        rates = (parameters.get(f"maxBitRate{way}MCU", 0) for way in ("To", "From"))
        self.bit_rates[address] = tuple(map(int, rates))
        entry = self._participants.call(address)
        if fault is not CodianFault.IGNORED:
            self._call_later(self.faults.rings_s, lambda: self._end_ringing(entry))
        named = {**entry.names(), "conferenceName": self.conference.name}
        return _DONE | ({"participant": named} if parameters.get("addResponse") else {})

    def _end_ringing(self, entry: Entry) -> None:
        reason = self.faults.dials.get(entry.address)
        if reason is None and entry.address not in self.dialable:
            reason = _NOBODY
        number, name = self.dialable.get(entry.address, ("", ""))
        member = None if reason else self.conference.enter(number, name, number)
        if member is None:
            self._participants.failed(entry, reason or "conferenceLocked")
        else:
            self._participants.answered(entry, member)

    def _disconnect(self, parameters: Parameters, fault: CodianFault | None) -> Record:
        entry = self._entry(parameters, is_connected=True)
        if fault is not CodianFault.IGNORED and entry.member is not None:
            entry.reason = "disconnectAll" if entry.is_outgoing else ""
            self.conference.leave(entry.member)
        return _DONE

    def _entry(self, parameters: Parameters, *, is_connected: bool = False) -> Entry:
        """Return the participant that a call names. Raises Fault."""
        if parameters.get("conferenceName") != self.conference.name:
            raise Fault(4, "no such conference or auto attendant")
        entry = self._participants.named(str(parameters.get("participantName", "")))
        if entry is None or (is_connected and entry.member is None):
            raise Fault(5, "no such participant")
        return entry

    def _restore(self, pictures: Pictures, is_locked: bool) -> None:
        self.pictures.restore(pictures)
        self.conference.is_locked = is_locked
        self._follow_first_pane()

    def _follow_first_pane(self) -> None:
        """Tell the conference who is the most prominent: scenarios let a shown site speak."""
        entry = self._participants.named(self.pictures.occupant(0))
        if entry is not None and entry.member is not None:
            self.conference.choose_source(entry.member)

    def _revert(self, undo: Callable[[], None]) -> None:
        self._call_later(self.faults.revert_after_s, undo)
