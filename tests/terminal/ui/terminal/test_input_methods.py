"""No key acts that an input method made or held back: what they sent, through the console's own driver."""

import pytest

from gbdt_console.screens.screen_table import all_actions
from gbdt_console.ui.actions import acting_keys
from tests.support.terminal.input_methods import Stream, outcomes, streams

STREAMS = streams()
FILES = sorted({stream.file for stream in STREAMS if not stream.is_off()})
NAMES = {"BackSpace": "backspace", "Return": "enter", "question": "question_mark", "F2": "f2", "F9": "f9"}
NO_KEYS = {"away", "click", "Control_L", "Shift_L", "Alt_L"}
VERBS = set("bcfghjklmnpqrstvxz") | {"space", "minus"}
"""What may become an acting key: no vowel, no d, w or y."""


def name(pressed: str) -> str:
    return NAMES.get(pressed, pressed.lower())


def run_late(stream: Stream) -> list[str]:
    """The verbs that ran at another key's press: nobody meant them then."""
    return [
        f"{key} at {outcome.pressed}"
        for outcome in outcomes(stream)
        for key in outcome.ran
        if key in VERBS and key != name(outcome.pressed)
    ]


def test_the_streams_hold_every_acting_key_to_account() -> None:
    assert {
        key for key in acting_keys(all_actions()) if key.isalpha() and len(key) == 1 and key.islower()
    } <= VERBS


@pytest.mark.parametrize("file", FILES)
def test_no_verb_runs_at_another_keys_press(file: str) -> None:
    """But for a held letter that is let go of by itself: no byte tells it from its key."""
    late = {str(stream): keys for stream in STREAMS if stream.file == file and (keys := run_late(stream))}
    at = {"h", "g", "slash"} if file.startswith("ibus-m17n") else {"Control_L", "Alt_L"}
    assert {word: keys for word, keys in late.items() if len(keys) > 1 or keys[0].split()[-1] not in at} == {}


@pytest.mark.parametrize("file", FILES)
def test_every_input_method_is_noticed(file: str) -> None:
    assert any(outcome.refused for stream in STREAMS if stream.file == file for outcome in outcomes(stream))


@pytest.mark.parametrize("stream", [stream for stream in STREAMS if stream.is_off()], ids=str)
def test_with_the_input_method_off_every_key_does_its_own(stream: Stream) -> None:
    for outcome in outcomes(stream):
        if outcome.pressed in NO_KEYS:
            assert outcome.ran == ()
        elif outcome.pressed == "Escape":
            assert not outcome.refused  # whether it begins a sequence is told by the parser's own clock
        elif outcome.pressed == "BackSpace":
            assert (outcome.ran, outcome.refused) == ((), ("backspace",))
        else:
            assert (outcome.ran, outcome.refused) == ((name(outcome.pressed),), ())
