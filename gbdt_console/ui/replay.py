"""Says what the keys mean while a past meeting is replayed: they move through time, and none acts."""

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
