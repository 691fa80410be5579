"""Plan the commands about named layouts: events only, nothing on air changes."""

from collections.abc import Callable, Mapping

from gbdt_console.core.commands import Command
from gbdt_console.core.frame.commands import DeleteLayout, RecallLayout, SaveLayout
from gbdt_console.core.frame.events import PreviewLoaded
from gbdt_console.core.frame.frame import Frame
from gbdt_console.core.frame.saved import MOST_SAVED, LayoutDeleted, LayoutSaved, SavedLayouts, layout_name
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.sites import Network
from gbdt_console.engine.command_request import CommandRequest, Refused
from gbdt_console.engine.conference.floor_plans import Plan, Request
from gbdt_console.engine.frame.pictures import Pictures


class SavedPlans:
    """Plans from the ledger; raises Refused.

    of: the plan of each command, by its class
    """

    def __init__(self, pictures: Pictures, ledger: Ledger, network: Network) -> None:
        self._pictures = pictures
        self._ledger = ledger
        self._sites = frozenset(site.id for site in network.sites)
        self.of: Mapping[type[Command], Callable[[Request], Plan]] = {
            SaveLayout: self._save,
            RecallLayout: self._recall,
            DeleteLayout: self._delete,
        }

    def _save(self, request: CommandRequest[SaveLayout]) -> Plan:
        """Keep the preview, or the picture that was taken last."""
        frame, saved = self._ledger[Frame], self._ledger[SavedLayouts]
        name = saved.named(request.command.name) or layout_name(request.command.name)
        shots = frame.wanted if request.command.is_on_air else frame.previews or frame.wanted
        if not name:
            raise Refused("frame.no-name")
        if not shots:
            raise Refused("frame.nothing-to-save")
        if name not in saved.by_name and len(saved.by_name) >= MOST_SAVED:
            raise Refused("frame.too-many-saved")
        return [LayoutSaved(name, shots, request.name)], []

    def _recall(self, request: CommandRequest[RecallLayout]) -> Plan:
        """Load a named layout into the preview; a site that is no longer configured has no seat."""
        if self._ledger[MeetingsHeld].running is None:
            raise Refused("meeting.none")
        saved = self._ledger[SavedLayouts]
        name = saved.named(request.command.name)
        if not name:
            raise Refused("frame.not-saved")
        buses = self._pictures.buses
        shots = {bus: self._seated(bus, shot) for bus, shot in saved.by_name[name].items() if bus in buses}
        if not shots:
            raise Refused("frame.no-bus" if self._pictures.buses else "frame.none")
        return [PreviewLoaded(shots, "", request.name)], []

    def _delete(self, request: CommandRequest[DeleteLayout]) -> Plan:
        name = self._ledger[SavedLayouts].named(request.command.name)
        if not name:
            raise Refused("frame.not-saved")
        return [LayoutDeleted(name, request.name)], []

    def _seated(self, bus: Bus, shot: Shot) -> Shot:
        """Return a shot with the sites that exist. Raises Refused for a layout that the device lacks."""
        self._pictures.layout(bus, shot.layout)
        return Shot(shot.layout, tuple(seat if seat in self._sites else "" for seat in shot.seats))
