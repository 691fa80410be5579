"""All transports stopped while the engine lives: what is painted is unknown as soon as its limit is over."""

import re
from dataclasses import replace

import pytest

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.monitoring.blindness import AnchorDoubt, Blindness
from gbdt_console.core.monitoring.readings import Quality
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.widgets.wall.board import Board
from tests.support.alarms.snapshots import make_alarm, watched, with_alarms, with_watched
from tests.support.screens.console import Console, console
from tests.support.screens.scripted_port import AT_UTC, make_snapshot
from tests.support.screens.unpainted import paint

LINE_LIMIT_S, DEVICE_LIMIT_S = 4.0, 45.0
# make_site: the line answered 0.2 s before the Snapshot, the devices 4 s.
JUST_BEFORE_S, JUST_AFTER_S = LINE_LIMIT_S - 0.2 - 0.1, LINE_LIMIT_S - 0.2 + 0.1
FIGURES = ("12,4 Mbit/s", "24,8%", "24,5 °C", "61,0%", "88%", "42 ph")
FIGURE = re.compile(r"\d ms|\d%|\d (?:Mbit/s|°C|ph\b)")


async def engine_says(c: Console, snapshot: Snapshot, after_s: float) -> None:
    """The engine's next Snapshot, in which nothing is newer than in the first."""
    c.clock.advance(snapshot.at_s + after_s - c.clock.monotonic())
    later = replace(
        snapshot,
        version=int(after_s * 10) + 2,
        at_s=snapshot.at_s + after_s,
        at_utc=snapshot.at_utc + after_s,
    )
    await c.publish(later)


def slots(c: Console) -> list[str]:
    """What stands in each site's slot."""
    board = c.app.screen.query_one(Board)
    lines = [line.text for line in paint(c.app)][board.region.y :]
    regions = [board.wall_layout.region(place) for place in range(board.wall_layout.count)]
    return [
        " ".join(line[region.x : region.right] for line in lines[region.y : region.bottom])
        for region in regions
    ]


@pytest.mark.parametrize(
    ("count", "size"),
    [(11, (80, 24)), (60, (200, 60)), (220, (200, 60)), (220, (80, 24)), (1_000, (200, 60))],
)
async def test_every_painted_site_is_unknown_at_its_limit(count: int, size: tuple[int, int]) -> None:
    snapshot = make_snapshot(count)
    async with console(snapshot, size=size) as c:
        await engine_says(c, snapshot, JUST_BEFORE_S)
        if c.wall.groups.groups:
            assert " 100 điểm" in c.text()
            await c.press("enter")
        assert len(slots(c)) == len(c.wall.groups.places)
        assert all(("·" in slot or " ms" in slot) and "?" not in slot for slot in slots(c))
        await engine_says(c, snapshot, JUST_AFTER_S)
        assert "màn hình đứng" not in c.text()
        assert all("?" in slot for slot in slots(c))
        assert not any(FIGURE.search(slot) for slot in slots(c))
        assert f"{count} không rõ" in c.text()


async def test_every_painted_value_of_a_site_is_unknown_at_its_limit() -> None:
    snapshot = make_snapshot(11)
    async with console(snapshot, size=(120, 80)) as c:
        await c.press("3", "enter")
        await engine_says(c, snapshot, DEVICE_LIMIT_S - 4.0 - 0.5)
        assert all(figure in c.text() for figure in FIGURES)
        assert "?  không rõ" in c.text()
        await engine_says(c, snapshot, DEVICE_LIMIT_S - 4.0 + 0.5)
        assert not any(figure in c.text() for figure in FIGURES)
        good = [r for d in snapshot.sites[2].devices for r in d.readings if r.quality is Quality.GOOD]
        assert c.text().count("quá hạn") == len(good)


@pytest.mark.parametrize(
    ("language", "over"), [("vi", "đã hết, theo dõi đến"), ("en", "over, watched until")]
)
async def test_the_line_of_attention_says_that_a_held_alarm_is_over(language: str, over: str) -> None:
    speaker = watched(1, 3, AT_UTC, AlarmType.SPEAKER_LOST)
    snapshot = with_watched(make_snapshot(11), speaker)
    async with console(snapshot, language=language) as c:
        told = [line.strip() for line in c.text().split("\n") if over in line]
        assert len(told) == 2, "the line of attention and the list"
        assert told[0].endswith(f": {over} 14:22:57"), "nobody is to be called"
        worse = make_alarm(2, 5, AT_UTC, severity=Severity.MAJOR)
        made = with_alarms(snapshot, [worse])
        await c.publish(replace(made, alarms=(worse, speaker)))
        told = [line.strip() for line in c.text().split("\n") if over in line]
        assert len(told) == 1, "what is there stands above what is over"


@pytest.mark.parametrize("doubt", [None, *AnchorDoubt])
async def test_a_blind_console_without_an_mcu_names_none(doubt: AnchorDoubt | None) -> None:
    snapshot = replace(make_snapshot(11), blind=Blindness.ANCHORS, anchor_doubt=doubt)
    assert snapshot.conference is None
    async with console(snapshot) as c:
        assert "trung tâm" in c.text().lower()
        assert "MCU" not in c.text()
