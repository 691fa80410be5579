"""Loads, takes and undoes pictures, prepares the floor, and sets breaks and dialogue."""

from collections.abc import Mapping
from functools import partial

from gbdt_console.core.conference.commands import (
    CountBeforeUs,
    GiveFloor,
    PrepareFloor,
    RestoreFloor,
    SetBreak,
    SetCalled,
    SetDialogue,
    SkipSpeaker,
)
from gbdt_console.core.frame.commands import LoadPreview, TakeFrame, UndoTake
from gbdt_console.core.pictures import Bus
from gbdt_console.core.requests import Progress
from gbdt_console.screens.actions.screen_actions import ScreenActions, needs
from gbdt_console.ui.actions import ANYWAY, Action, KeyTarget
from gbdt_console.ui.conference.conference import ShownConference
from gbdt_console.ui.conference.takes import RefusedTake, loaded_sites, refused_take, undone_sites
from gbdt_console.ui.view import View

_GIVES = "action.frame.take.floor"
"""Code of what a take does that also gives the floor."""


class FloorActions(ScreenActions):
    name = "floor"

    def see(self, view: View) -> None:
        if view.conference is not None:
            self._targets.see(view.conference, self._commands.now_s())

    def idle(self) -> frozenset[str]:
        return frozenset() if self.refused is not None else frozenset({ANYWAY})

    def hides(self, row: Action) -> bool:
        return row.id == ANYWAY and self._targets.refused is None

    def answers(self, row: Action) -> bool:
        """Let Enter first mean a refused take that it may make all the same, but not behind a number."""
        if "enter" not in row.keys:
            return False
        if self._commands.is_numbered:
            self._targets.refused = None
            return False
        return row.id != ANYWAY and self.take_anyway()

    def prepare(self) -> None:
        """Prepare the site that a key means."""
        site_id = self._commands.meant_site()
        if site_id and self._commands.in_meeting() is not None:
            self._commands.order(PrepareFloor(site_id), site_id)

    @needs(ScreenActions.in_meeting)
    def prepare_next(self, conference: ShownConference) -> None:
        """Prepare the next speaker of the running order that is in the conference."""
        site_id = conference.next_in_order
        if site_id:
            self._commands.order(PrepareFloor(site_id), site_id)
        else:
            is_over = not conference.floor.running_order
            self._commands.say("floor.nobody-next" if is_over else "floor.nobody-there")

    def load(self) -> None:
        """Load the site that a key means into the preview."""
        site_id = self._commands.meant_site()
        if site_id and self._commands.in_meeting() is not None:
            self._commands.order(LoadPreview(site_id, self._bus), site_id)

    async def take_meant(self) -> None:
        """Put the typed site on air, else the preview; the site under the cursor is never meant."""
        site_id = self._commands.meant_site() if self._commands.is_numbered else ""
        if site_id or not self._commands.is_numbered:
            await self.take(site_id)

    async def take(self, site_id: str) -> None:
        """Put the preview on air, or that site alone; under an upper site the floor only after a question."""
        commands, conference = self._commands, self._commands.in_meeting()
        if conference is None or self._targets.is_again("take", commands.now_s()):
            return
        frame = commands.view.frame if commands.view is not None else None
        prepared = frame.gives_floor_to(commands.meant(Bus)) if frame else conference.floor.prepared
        gives_floor = not site_id and prepared
        if gives_floor and conference.floor.is_silent:
            commands.say("upper.not-called")
        elif conference.floor.upper and gives_floor:
            consequence = self._words("confirm.upper-floor")
            await commands.ask(TakeFrame(is_sure=True), consequence, gives_floor)
        else:
            self._take(TakeFrame(site_id, bus=self._bus), site_id)

    @property
    def _bus(self) -> str:
        """The picture that a command names; empty while a take moves both, or where it is the branches'."""
        bus = self._commands.meant(Bus)
        return bus.value if bus is not None else ""

    @property
    def refused(self) -> RefusedTake | None:
        """The refused take that Enter makes all the same, while its reason stands."""
        refused, view = self._targets.refused, self._commands.view
        return (
            refused
            if refused is not None and view is not None and refused.stands(view.frame, view.conference)
            else None
        )

    def take_anyway(self) -> bool:
        """Take all the same what was refused a moment ago; return whether the key meant that.

        Where the reason no longer stands, say so and take nothing.
        """
        armed, refused = self._targets.refused, self.refused
        self._targets.refused = None
        if armed is not None and refused is None:
            self._commands.say("frame.reason-gone", armed.about)
        elif refused is not None and self._commands.in_meeting() is not None:
            bus = refused.bus.value if refused.bus is not None else ""
            self._take(TakeFrame(refused.site_id, is_sure=True, bus=bus), refused.site_id)
        return armed is not None

    @needs(ScreenActions.in_meeting)
    def undo(self, conference: ShownConference) -> None:
        """Bring back the pictures of before the last take.

        Without one give floor and picture back to the chair.
        """
        commands = self._commands
        if commands.view is None or self._targets.is_again("undo", commands.now_s()):
            return
        sites = undone_sites(commands.view.frame, conference)
        if sites is not None:
            commands.order(UndoTake(), next(iter(sites), ""))
        else:
            commands.order(GiveFloor())

    def key_targets(self) -> Mapping[str, KeyTarget]:
        """Name the sites that the keys of the pictures mean; behind a number the field names them."""
        if self._commands.is_numbered:
            return self._bus_targets()
        conference, view, name_of = self._commands.conference, self._commands.view, self._commands.name_of
        if conference is None or view is None or not conference.is_meeting:
            return {}
        loaded, back, refused = (
            loaded_sites(view.frame, conference, self._commands.meant(Bus)),
            undone_sites(view.frame, conference),
            self.refused,
        )
        found = self._bus_targets()
        gives_floor = view.frame is None or bool(view.frame.gives_floor_to(self._commands.meant(Bus)))
        code = _GIVES if gives_floor else found["frame.take"].code if found else ""
        taken = KeyTarget(_named([name_of(site) for site in loaded]), code)
        found |= {"frame.take": taken, "frame.take-anywhere": taken} if loaded else {}
        named = [name_of(site) for site in ((conference.floor.chair,) if back is None else back)]
        found["floor.back"] = KeyTarget(_named(named) or self._words("frame.device-choice"))
        if refused is not None:
            found[ANYWAY] = KeyTarget(name_of(refused.about))
        return found

    def _bus_targets(self) -> dict[str, KeyTarget]:
        """Return by an action's id which picture a key changes, while the pictures are unlinked."""
        frame = self._commands.view.frame if self._commands.view is not None else None
        if frame is None or frame.is_linked:
            return {}
        bus = next((view.bus.value for view in frame.moved(self._commands.meant(Bus))), "")
        take, load = KeyTarget(code=f"action.frame.take.{bus}"), KeyTarget(code=f"action.frame.load.{bus}")
        return {"frame.take": take, "frame.take-anywhere": take, "frame.load": load} if bus else {}

    def _take(self, command: TakeFrame, site_id: str) -> None:
        commands = self._commands
        view, conference = commands.view, commands.conference
        loaded: tuple[str, ...] = (site_id,) if site_id else ()
        if view is not None and conference is not None:
            loaded = loaded or loaded_sites(view.frame, conference, commands.meant(Bus))
        bus = commands.meant(Bus)

        def on_end(end: Progress) -> None:
            """Say with the refusal that Enter takes it all the same."""
            now = commands.view
            refused = refused_take(now.frame, end.code, site_id, bus) if now is not None else None
            if refused is not None and not command.is_sure:
                self._targets.refused = refused
                commands.say(f"{end.code}.anyway", refused.about)

        commands.order(command, next(iter(loaded), ""), on_end)

    @needs(ScreenActions.in_meeting)
    def restore(self, conference: ShownConference) -> None:
        """Bring the MCU back to the floor: unblock chair and speaker, show the floor's site."""
        commands = self._commands
        faults = [one.fault for one in conference.deviations]
        if any(not fault.is_of_site for fault in faults):
            commands.order(RestoreFloor())
        else:
            commands.say(conference.blocked_reason or ("floor.site-lost" if faults else "floor.agrees"))

    @needs(ScreenActions.in_meeting)
    def toggle_break(self, conference: ShownConference) -> None:
        self._commands.order(SetBreak(not conference.floor.is_break))

    @needs(ScreenActions.in_meeting)
    def toggle_dialogue(self, conference: ShownConference) -> None:
        self._commands.order(SetDialogue(not conference.floor.is_dialogue))

    @needs(ScreenActions.in_meeting)
    def toggle_called(self, conference: ShownConference) -> None:
        """Note that the upper site calls on us, or no longer does."""
        commands = self._commands
        if not conference.floor.upper:
            commands.say("upper.none")
        elif not self._targets.is_again("called", commands.now_s()):
            commands.order(SetCalled(not conference.floor.is_called))

    @needs(ScreenActions.in_meeting)
    def count_before_us(self, conference: ShownConference) -> None:
        """Count down that the upper site called on one more before us."""
        commands, floor = self._commands, conference.floor
        if not floor.is_silent:
            commands.say("upper.called-already" if floor.upper else "upper.none")
        elif not floor.before_us:
            commands.say("upper.order-unknown" if floor.before_us is None else "upper.we-are-next")
        else:
            commands.order(CountBeforeUs(floor.before_us - 1))

    @needs(ScreenActions.in_meeting)
    async def skip(self, conference: ShownConference) -> None:
        """Take the next speaker out of the running order, with a reason."""
        site_id = conference.floor.next_speaker
        if site_id:
            command = partial(SkipSpeaker, site_id)
            await self._commands.ask_reason(site_id, "floor.no-reason", command)
        else:
            self._commands.say("floor.nobody-next")


def _named(names: list[str]) -> str:
    """Return the first name, and how many more there are."""
    return f"{names[0]} +{len(names) - 1}" if len(names) > 1 else next(iter(names), "")
