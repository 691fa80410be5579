"""Since when hooks may have run for nobody, where the role changes hands."""

from math import inf

from gbdt_console.cli.console.foreground_beside import untold_from_utc
from gbdt_console.core.standby.role import RoleTaken


def test_after_a_takeover_here_hooks_go_back_to_before_the_other_pc_was_last_heard() -> None:
    taken = RoleTaken("may-2", "may-1", "Trực ca", 1, 7, "", heard_utc=1_000.0)
    assert untold_from_utc(taken, "may-2") == 990.0
    assert untold_from_utc(taken, "may-1") == inf, "the other PC tells it"
    assert untold_from_utc(None, "may-2") == inf, "a start: the run before told it"
