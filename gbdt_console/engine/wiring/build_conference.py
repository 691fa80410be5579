"""Builds the features of conference and pictures, which share the MCU and the floor."""

from gbdt_console.core.conference.commands import GiveFloor, RestoreFloor
from gbdt_console.core.frame.commands import TakeFrame, UndoTake
from gbdt_console.core.pictures import Bus
from gbdt_console.engine.conference.command_handler import PlannedCommands
from gbdt_console.engine.conference.feature import ConferenceFeature
from gbdt_console.engine.conference.floor_plans import FloorPlans
from gbdt_console.engine.conference.monitor import ConferenceMonitor
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.frame.feature import FrameFeature
from gbdt_console.engine.frame.mixer_device import MixerFrameDevice
from gbdt_console.engine.frame.pictures import Pictures

_ON_AIR = (GiveFloor, RestoreFloor, TakeFrame, UndoTake)
"""Commands that put a picture on air: what can be shown is read just before."""


def build_conference(context: EngineContext) -> tuple[Feature, ...]:
    """Return both features.

    Pictures reach MCU and mixer by one path, for takes and for the floor alike. What the branches see is
    judged at the mixer where that drives their bus.
    """
    mixer = None if context.mixer is None else MixerFrameDevice(context, context.mixer)
    branches = mixer.on_air if mixer is not None and Bus.BRANCHES in mixer.buses else None
    monitor = None if context.mcu is None else ConferenceMonitor(context, context.mcu, branches)
    pictures = Pictures(context, monitor, mixer)
    ledger = context.ledger
    floor = None if monitor is None else FloorPlans(monitor, ledger, context.clock, pictures)
    commands = PlannedCommands(context.record_before_acting, dict.fromkeys(_ON_AIR, pictures.read_again))
    conference = ConferenceFeature(ledger, monitor, floor, commands, context.clock)
    return conference, FrameFeature(context, pictures, floor, commands)
