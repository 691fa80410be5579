"""Builds the features of the office's records and messages: guests, technicians, rooms, shifts, notify."""

from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.guests.feature import GuestsFeature
from gbdt_console.engine.handover.feature import HandoverFeature
from gbdt_console.engine.notify.feature import NotifyFeature
from gbdt_console.engine.register.feature import RegisterFeature
from gbdt_console.engine.room_cleaning.feature import CleaningFeature
from gbdt_console.engine.technicians.feature import TechnicianFeature


def build_office(context: EngineContext) -> tuple[Feature, ...]:
    """Return the features behind which there is no device of the network."""
    return (
        GuestsFeature(context),
        TechnicianFeature(context),
        CleaningFeature(context),
        HandoverFeature(context),
        RegisterFeature(context),
        NotifyFeature(context),
    )
