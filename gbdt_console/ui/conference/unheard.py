"""Tells of which sites the MCU cannot say whether they speak out of turn."""

from collections.abc import Iterable

from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.roster import RosterRow


def unheard_sites(roster: Iterable[RosterRow], floor: Floor) -> tuple[str, ...]:
    """Return the sites without a turn that the MCU neither hears nor blocks; none without a chair."""
    if not floor.chair:
        return ()
    in_turn = {floor.chair, floor.speaker, floor.prepared, floor.upper}
    legs = ((row.site_id, row.participant) for row in roster if row.site_id not in in_turn)
    return tuple(
        site_id for site_id, leg in legs if leg is not None and leg.is_talking is None and not leg.is_blocked
    )
