"""Copies snapshots of screens to the guide, so that its pictures never age."""

from collections.abc import Mapping
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PICTURES = PROJECT / "docs" / "pictures"
SNAPSHOTS = PROJECT / "tests" / "screen" / "screens" / "__snapshots__" / "test_pictures"

SNAPSHOT_OF: Mapping[str, str] = {
    "phieu-kiem-tra.svg": "test_the_checklist_before_a_meeting[11-size0].raw",
    "mat-mcu.svg": "test_a_conference_on_the_wall[lost].raw",
    "tat-may.svg": "test_the_shutdown_with_a_doubt[size0].raw",
}
"""Each picture of the guide by the snapshot that it copies."""


def copy_pictures() -> None:
    """Write every picture of the guide anew."""
    for picture, snapshot in SNAPSHOT_OF.items():
        (PICTURES / picture).write_bytes((SNAPSHOTS / snapshot).read_bytes())


if __name__ == "__main__":
    copy_pictures()
