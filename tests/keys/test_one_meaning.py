"""The keys of all screens side by side: no key means one thing here and another there."""

from collections import defaultdict

from gbdt_console.screens.screen_table import all_actions
from gbdt_console.ui.replay import REPLAY_ROWS

NAVIGATION = {"enter", "escape", "up", "down", "left", "right", "home", "end", "pageup", "pagedown"}
"""Keys that move, open and leave: each screen has its own cursor."""


def test_a_key_has_one_meaning_on_all_screens() -> None:
    """The roster blocks the line that its own cursor holds, so one action may have a method a screen."""
    meanings: dict[str, set[str]] = defaultdict(set)
    for action in all_actions():
        for key in action.keys:
            meanings[key.lower()].add(action.id)
    shared = {key: ids for key, ids in meanings.items() if len(ids) > 1 and key not in NAVIGATION}
    assert shared == {}


def test_an_action_has_the_same_keys_on_every_screen() -> None:
    keys: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for action in all_actions():
        keys[action.id].add(action.keys)
    assert {id_: found for id_, found in keys.items() if len(found) > 1} == {}


def test_a_key_of_the_replay_means_nothing_on_a_live_screen() -> None:
    """A hand that learnt to pause by a key must not take a picture on air by it."""
    live = {key.lower() for action in all_actions() for key in action.keys}
    assert live.isdisjoint(key for row in REPLAY_ROWS for key in row.keys)
