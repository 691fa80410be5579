"""Builds the features about this machine itself: its right to give orders, its backups and its clock."""

from gbdt_console.engine.authority.feature import AuthorityFeature
from gbdt_console.engine.backups.feature import BackupFeature
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.machine_clock.feature import ClockFeature


def build_machine(context: EngineContext) -> tuple[Feature, ...]:
    """Return the features behind which there is only this machine."""
    return AuthorityFeature(context), BackupFeature(context), ClockFeature(context)
