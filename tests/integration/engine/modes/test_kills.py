"""An engine killed in any mode of a meeting: the next one holds the same and commands no device."""

from pathlib import Path

from tests.support.modes.mode_rounds import play_modes


def test_a_killed_engine_goes_on_in_its_mode_and_commands_no_device(tmp_path: Path) -> None:
    found = play_modes(tmp_path, kills=10, seed=20_260_105)
    assert found.keys() == {"checklist", "meeting", "shutdown"}
    for mode, counts in found.items():
        assert counts["is_sound"], mode
        assert counts["settled"] >= 3, mode
        assert counts["done"] >= 3, mode
    assert found["meeting"]["asked show"] >= 1, "a picture was on air"
    assert found["shutdown"]["asked off"] >= 1, "an outlet was switched"
