"""Builds the features that watch this machine itself: its clock, and the backups of its records."""

from gbdt_console.engine.backups.feature import BackupFeature
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.machine_clock.feature import ClockFeature


def build_machine(context: EngineContext) -> tuple[Feature, ...]:
    """Return the features behind which there is only this machine."""
    return BackupFeature(context), ClockFeature(context)
