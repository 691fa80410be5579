"""The simulated Meeting Server: one Call Bridge of a cluster of one or more."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from gbdt_console.simulator.ami.simulated_mcu import SimulatedMcu
from gbdt_console.simulator.cms.call import LAYOUTS, CmsCall, Entry, named_id
from gbdt_console.simulator.cms.faults import CmsFaults, CmsHarm
from gbdt_console.simulator.cms.server import Answer, Refusal, Request, RestServer
from gbdt_console.simulator.cms.views import call_view, leg_view, listed, participant_view, trace_view
from gbdt_console.simulator.world.world_clock import CallLater

_EPOCH = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
_FLAGS = {"true": True, "false": False}


class CmsMcu(SimulatedMcu):
    """Speaks REST; `dialable` is by address.

    of: the first bridge of the cluster, whose call this one shares; None for the first
    asked: how often each kind of request was made
    """

    def __init__(
        self,
        conference: str,
        users: Mapping[str, str],
        clock: Callable[[], float] | None = None,
        call_later: CallLater | None = None,
        of: "CmsMcu | None" = None,
    ) -> None:
        super().__init__(conference, clock, call_later)
        self.faults = CmsFaults()
        self.asked: Counter[str] = Counter()
        if of is not None:
            self.conference, self.dialable = of.conference, of.dialable
        self.call: CmsCall = CmsCall(self.conference) if of is None else of.call
        self._bridges: list[CmsMcu] = [] if of is None else of._bridges
        self.index = len(self._bridges)
        self._bridges.append(self)
        self._server_side = RestServer(users, self.faults, self._handle, self._call_later)

    @property
    def call_id(self) -> str:
        return named_id(f"call on {self.index}")

    @property
    def space_id(self) -> str:
        return named_id(self.conference.name)

    def join(self, number: str, name: str = "") -> bool:
        """Add a caller; False where the call is locked and it waits in the lobby."""
        entry = self.call.add(f"{number}@10.22.1.9", name)
        self.call.admit(entry, number)
        return entry.member is not None

    def leave(self, number: str) -> None:
        self.conference.leave(self._member(number))

    def entry(self, number: str) -> Entry:
        return next(entry for entry in self.call.entries() if entry.address.partition("@")[0] == number)

    def clear(self) -> None:
        super().clear()
        self.call.clear()

    def answer_calls(self, number: str, name: str) -> None:
        self.dialable[number] = (number, name)
        self.faults.dials.discard(number)

    def fail_calls(self, number: str, *, is_busy: bool) -> None:
        self.dialable.pop(number, None)
        self.faults.dials.add(number)

    def mistreat_blocks(self, ignored: set[str], reverted: set[str]) -> None:
        faults = dict.fromkeys(ignored, CmsHarm.IGNORED)
        self.faults.blocks = faults | dict.fromkeys(reverted, CmsHarm.REVERTED)

    def still_picture(self, *, is_still: bool) -> None:
        """Do nothing: this API does not tell frames."""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._server_side.serve(reader, writer)

    def _handle(self, request: Request, harm: CmsHarm | None) -> Answer:
        self.asked[request.kind] += 1
        match request.method, request.path:
            case "GET", ("system", "status"):
                return Answer(self._status())
            case "GET", ("calls",):
                ids = [self.call_id] if self.call.is_running else []
                ids += [named_id("twin")] if self.faults.has_twin_call else []
                calls = [call_view(self.call, call_id, self.space_id) for call_id in ids]
                return Answer(listed("calls", calls, request.query))
            case "POST", ("calls",):
                return self._start(request)
            case _, ("calls", call_id, *rest):
                return self._of_call(request, call_id, tuple(rest), harm)
            case "GET", ("participants",):
                return Answer(listed("participants", self._participants(), request.query))
            case _, ("participants", key, *rest):
                return self._of_participant(request, key, tuple(rest), harm)
            case "GET", ("callLegs",):
                return Answer(listed("callLegs", self._legs(self._own()), request.query))
            case _, ("callLegs", key, *rest):
                return self._of_leg(request, key, tuple(rest), harm)
            case "GET", ("coSpaces",):
                space = ElementTree.Element("coSpace", {"id": self.space_id})
                ElementTree.SubElement(space, "name").text = self.conference.name
                is_meant = request.query.get("filter", "").lower() in self.conference.name.lower()
                return Answer(listed("coSpaces", [space] if is_meant else [], request.query))
        raise Refusal(404, "unrecognizedObject")

    def _status(self) -> ElementTree.Element:
        tree = ElementTree.Element("status")
        now = _EPOCH + timedelta(seconds=self.conference.clock() + self.faults.skew_s)
        values = {
            "softwareVersion": "2.9.2",
            "uptimeSeconds": "90730",
            "cdrTime": f"{now:%Y-%m-%dT%H:%M:%SZ}",
            "clusterEnabled": str(len(self._bridges) > 1).lower(),
        }
        for tag, text in values.items():
            ElementTree.SubElement(tree, tag).text = text
        return tree

    def _start(self, request: Request) -> Answer:
        if request.fields.get("coSpace") != self.space_id:
            raise Refusal(400, "coSpaceDoesNotExist")
        self.call.is_started = True
        return Answer(made=f"calls/{self.call_id}")

    def _of_call(self, request: Request, call_id: str, rest: tuple[str, ...], harm: CmsHarm | None) -> Answer:
        if call_id != self.call_id or not self.call.is_running:
            raise Refusal(404, "callDoesNotExist")
        match request.method, rest:
            case "GET", ():
                return Answer(call_view(self.call, self.call_id, self.space_id, is_whole=True))
            case "PUT", ():
                if harm is not CmsHarm.IGNORED:
                    self._modify_call(request)
                return Answer()
            case "GET", ("participants",):
                answer = Answer(listed("participants", self._participants(), request.query))
                self._change_between_pages(request)
                return answer
            case "POST", ("participants" | "callLegs" as made,):
                entry = self._dial(request, harm)
                return Answer(made=f"{made}/{entry.id if made == 'participants' else entry.leg}")
            case "PUT", ("participants", "*"):
                if harm is not CmsHarm.IGNORED:
                    self._modify_all(request)
                return Answer()
            case "GET", ("callLegs",):
                return Answer(listed("callLegs", self._legs(self._own()), request.query))
        raise Refusal(404, "unrecognizedObject")

    def _modify_call(self, request: Request) -> None:
        fields = request.fields
        if "locked" in fields:
            self.conference.is_locked = _FLAGS[fields["locked"]]
            if not self.conference.is_locked:
                self.call.unlock()
        if "recording" in fields:
            self.call.is_recording = _FLAGS[fields["recording"]]
        if "panePlacementHighestImportance" in fields:
            self.call.highest = int(fields["panePlacementHighestImportance"] or 0)

    def _modify_all(self, request: Request) -> None:
        named = set(request.fields.get("filterIds", "").split(","))
        is_selected = request.fields.get("mode") == "selected"
        for entry in self._own():
            if (entry.id in named) is is_selected:
                self._modify(entry, request.fields, None)

    def _of_participant(
        self, request: Request, key: str, rest: tuple[str, ...], harm: CmsHarm | None
    ) -> Answer:
        entry = next((one for one in self.call.entries() if one.id == key), None)
        if entry is None or self._vanishes(entry):
            raise Refusal(404, "participantDoesNotExist")
        is_own = entry.home == self.index
        match request.method, rest:
            case "GET", ():
                return Answer(participant_view(entry, self.call_id, self._bridge_of(entry), is_whole=True))
            case "GET", ("callLegs",):
                return Answer(listed("callLegs", self._legs([entry] if is_own else []), request.query))
            case "PUT", () if is_own:
                if harm is not CmsHarm.IGNORED:
                    self._modify(entry, request.fields, harm)
                return Answer()
            case "DELETE", () if is_own:
                self.call.remove(entry)
                return Answer()
            case "PUT" | "DELETE", ():
                verb = "Modified" if request.method == "PUT" else "Deleted"
                raise Refusal(400, f"participantCannotBe{verb}")
        raise Refusal(404, "unrecognizedObject")

    def _of_leg(self, request: Request, key: str, rest: tuple[str, ...], harm: CmsHarm | None) -> Answer:
        entry = next((one for one in self._own() if key in (one.leg, one.second_leg)), None)
        if entry is None or self._vanishes(entry):
            raise Refusal(404, "callLegDoesNotExist")
        if key == entry.second_leg and request.method == "GET":
            open_leg = replace(entry, leg=key, muted=False)
            return Answer(leg_view(open_leg, self.call_id, self.conference.clock(), is_whole=True))
        match request.method, rest:
            case "GET", ():
                return Answer(leg_view(entry, self.call_id, self.conference.clock(), is_whole=True))
            case "GET", ("callLegProfileTrace",):
                return Answer(trace_view(entry, self.faults.mutes_by_profile))
            case "PUT", ():
                self._modify(entry, request.fields, harm)
                return Answer()
            case "DELETE", ():
                if harm is not CmsHarm.IGNORED:
                    self.call.remove(entry)
                return Answer()
        raise Refusal(404, "unrecognizedObject")

    def _modify(self, entry: Entry, fields: Mapping[str, str], harm: CmsHarm | None) -> None:
        layout = fields.get("layout", fields.get("chosenLayout", entry.layout))
        if layout not in LAYOUTS:
            raise Refusal(400, "parameterError")
        harm = harm or self.faults.blocks.get(entry.address.partition("@")[0])
        if "rxAudioMute" in fields and harm is not CmsHarm.IGNORED:
            self._mute(entry, _FLAGS[fields["rxAudioMute"]])
            if harm is CmsHarm.REVERTED:
                undone = not _FLAGS[fields["rxAudioMute"]]
                self._call_later(self.faults.revert_after_s, lambda: self._mute(entry, undone))
        if harm is not CmsHarm.IGNORED or "rxAudioMute" in fields:
            entry.layout = layout
            entry.importance = int(fields.get("importance", str(entry.importance)) or 0)

    def _mute(self, entry: Entry, is_muted: bool) -> None:
        entry.muted = is_muted
        if entry.member is not None:
            self.conference.set_muted([entry.member], is_muted)

    def _dial(self, request: Request, harm: CmsHarm | None) -> Entry:
        address = request.fields.get("remoteParty", "")
        if not address:
            raise Refusal(400, "parameterError")
        self.call.bandwidths[address] = request.fields.get("bandwidth", "")
        entry = self.call.add(address, "")
        entry.is_outgoing, entry.home = True, self.call.homes.get(address, self.index)
        if harm is not CmsHarm.IGNORED:
            self._call_later(self.faults.rings_s, lambda: self._end_ringing(entry))
        return entry

    def _end_ringing(self, entry: Entry) -> None:
        found = self.dialable.get(entry.address)
        if found is None or entry.address in self.faults.dials:
            self.call.remove(entry)
            return
        number, entry.name = found
        self.call.admit(entry, number)

    def _own(self) -> list[Entry]:
        return [entry for entry in self.call.entries() if entry.home == self.index]

    def _participants(self) -> list[ElementTree.Element]:
        return [participant_view(e, self.call_id, self._bridge_of(e)) for e in self.call.entries()]

    def _legs(self, entries: list[Entry]) -> list[ElementTree.Element]:
        first = [leg_view(entry, self.call_id, self.conference.clock()) for entry in entries]
        second = [ElementTree.Element("callLeg", {"id": e.second_leg}) for e in entries if e.second_leg]
        return first + second

    def _bridge_of(self, entry: Entry) -> str:
        """Return the id of the bridge that has it; empty for this one."""
        return "" if entry.home == self.index else named_id(f"bridge {entry.home}")

    def _vanishes(self, entry: Entry) -> bool:
        return entry.address.partition("@")[0] in self.faults.vanishing

    def _change_between_pages(self, request: Request) -> None:
        """Let somebody come or go once the first page was read."""
        joins, leaves = self.faults.joins_between_pages, self.faults.leaves_between_pages
        self.faults.joins_between_pages = self.faults.leaves_between_pages = ""
        if joins:
            self.join(joins)
        if leaves:
            self.leave(leaves)
