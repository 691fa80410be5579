"""Tells what a controlled device is able to do from the capabilities that its driver names."""

from collections.abc import Mapping

from gbdt_console.core.abilities import Ability, Means
from gbdt_console.devices import control, room_control
from gbdt_console.devices.registry import control_specs

_CAPABILITIES: Mapping[Ability, tuple[type, ...]] = {
    Ability.BLOCK: (control.BlocksMicrophones,),
    Ability.LOCK: (control.LocksConference,),
    Ability.SHOW: (control.ShowsParticipant,),
    Ability.COMPOSE: (control.ComposesPictures,),
    Ability.HANG_UP: (control.Disconnects,),
    Ability.DIAL: (control.Dials,),
    Ability.MESSAGE: (control.MessagesParticipants, control.ShowsMessages),
    Ability.MUTE: (control.HasMicrophone,),
    Ability.CALLS: (control.HasCalls,),
    Ability.PRESETS: (control.RecallsPresets,),
    Ability.POSITION: (control.ReportsPosition,),
    Ability.SLEEP: (control.Sleeps,),
    Ability.STILL: (control.PhotographsRoom,),
    Ability.PLACE_CALL: (room_control.PlacesCalls,),
    Ability.PRESENT: (room_control.Presents,),
    Ability.LAYOUT: (room_control.DividesScreen,),
}


def means_of(device: control.Connects, driver: str) -> Means:
    """Return what a device can do; `driver` is its driver's name in sites.yaml."""
    spec = control_specs().get(driver)
    return Means(able_of(device), is_by_documents=spec is not None and spec.is_by_documents)


def able_of(device: object) -> tuple[Ability, ...]:
    """Return what a device can do."""
    return tuple(one for one in Ability if isinstance(device, _CAPABILITIES[one]))


def by_documents(drivers: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the drivers that were written from documents alone, by name."""
    specs = control_specs()
    return tuple(name for name in dict.fromkeys(drivers) if name in specs and specs[name].is_by_documents)
