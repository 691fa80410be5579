"""Says what the keys mean while a past meeting is replayed: they move through time, and none acts."""

from collections.abc import Iterable
from dataclasses import replace

from gbdt_console.ui.actions import Action, Rank

BAR_LINES = 2
"""Lines of the bar on top of every screen."""

REPLAY_ROWS: tuple[Action, ...] = (
    Action("replay.play", ("apostrophe",), "replay.toggle", Rank.URGENT, is_hinted=True),
    Action("replay.previous", ("left_parenthesis",), "replay.go_to_previous", Rank.URGENT, is_hinted=True),
    Action("replay.next", ("right_parenthesis",), "replay.go_to_next", Rank.URGENT, is_hinted=True),
    Action("replay.speed", ("circumflex_accent",), "replay.change_speed", Rank.URGENT, is_hinted=True),
    Action("replay.go", ("quotation_mark",), "replay.ask_time", Rank.URGENT, is_hinted=True),
)
"""Keys that mean nothing on a live screen, so that no hand learns to pause by a key that takes on air."""


def in_replay(rows: Iterable[Action]) -> tuple[Action, ...]:
    """Return the rows of a screen in a replay: its own keys move through time, acting ones refuse."""
    shown = [_refusing(row) if row.is_acting else row for row in rows]
    return (*REPLAY_ROWS, *shown)


def _refusing(row: Action) -> Action:
    """Return the row with its keys, but without what it does."""
    return replace(
        row,
        method="replay.refuse",
        is_hinted=False,
        in_palette=False,
        takes_key=False,
        is_acting=False,
        uses_number=False,
        needs_mcu=False,
        needs_codec=False,
        takes_next=False,
        is_priority=False,
    )
