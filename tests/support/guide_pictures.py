"""Makes the pictures of guide and README from scripted networks, so that they never age.

`python -m tests.support.guide_pictures`
"""

import argparse
import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gbdt_console.app import GbdtApp
from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.profiles.profile import BackupConference, Profile
from gbdt_console.core.resource_ids import MCU
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.site.site_screen import SiteScreen
from tests.support.alarms.snapshots import with_alarms
from tests.support.checklist.sheets import with_sheet
from tests.support.screens.scripted_port import AT_UTC, ScriptedPort
from tests.support.screens.show_wall import Spec, snapshot_of
from tests.support.shutdown.records import with_shutdown
from tests.support.standby.walls import main_pc_silent, taken_over

PROJECT = Path(__file__).parents[2]
PICTURES = PROJECT / "docs" / "pictures"
SNAPSHOTS = PROJECT / "tests" / "screen" / "screens" / "__snapshots__" / "test_pictures"

SNAPSHOT_OF: Mapping[str, str] = {
    "phieu-kiem-tra.svg": "test_the_checklist_before_a_meeting[11-size0].raw",
    "tat-may.svg": "test_the_shutdown_with_a_doubt[size0].raw",
}
"""Pictures of the guide that a snapshot of a screen test holds already."""


def mcu_lost(snapshot: Snapshot) -> Snapshot:
    """The MCU's alarm, and a profile that names the backup conference."""
    key = AlarmKey(MCU, AlarmType.MCU_LOST)
    fault = (("fault", ControlFault.SILENT.value),)
    alarm = Alarm(1, key, Severity.CRITICAL, AT_UTC - 74, AT_UTC - 64, params=fault)
    profile = Profile("giao-ban", "Giao ban", (), backup=BackupConference("0214 000 0990", "MCU dự phòng"))
    return replace(with_alarms(snapshot, [alarm]), profiles=(profile,))


def before_meeting(snapshot: Snapshot) -> Snapshot:
    """A checklist that is half done, with a codec off and a site without sound."""
    return with_sheet(snapshot, range(1, 5), off=(9,), mute=(11,))


@dataclass(frozen=True, slots=True)
class Scene:
    """What a picture shows: `network`, `conference` and `frame` as `show_wall` names them, after `keys`.
    `then`: keys a second later, when a menu takes them. `change` adds what has no name there."""

    network: str
    conference: str = ""
    frame: str = ""
    alarms: int = 0
    keys: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    language: str = "vi"
    size: tuple[int, int] = (120, 40)
    change: Callable[[Snapshot], Snapshot] = lambda snapshot: snapshot


SCENES: Mapping[str, Scene] = {
    "toan-mang.svg": Scene("11/faults", "out-of-turn", "refused"),
    "mat-diem-cau.svg": Scene("11/faults", "speaker-lost", "two"),
    "mat-mcu.svg": Scene("11", "lost", size=(80, 24), change=mcu_lost),
    "hai-cuoc-hop.svg": Scene("11", "two-meetings"),
    "hai-cuoc-hop-english.svg": Scene("11", "two-meetings", language="en"),
    "mat-cap-tren.svg": Scene("11", "upper-lost", size=(80, 24)),
    "mat-cap-tren-english.svg": Scene("11", "upper-lost", language="en", size=(80, 24)),
    "khong-qua-mcu.svg": Scene("11", "hosted", keys=("j",), size=(120, 30)),
    "khong-qua-mcu-english.svg": Scene("11", "hosted", keys=("j",), language="en", size=(120, 30)),
    "toan-mang-english.svg": Scene("11/faults", "out-of-turn", "refused", language="en"),
    "mat-diem-cau-english.svg": Scene("11/faults", "speaker-lost", "two", language="en"),
    "mat-mcu-english.svg": Scene("11", "lost", language="en", size=(80, 24), change=mcu_lost),
    "phieu-kiem-tra-english.svg": Scene(
        "11", keys=("f6", "down", "right"), language="en", size=(80, 24), change=before_meeting
    ),
    "tat-may-english.svg": Scene("11", keys=("f7",), language="en", size=(80, 24), change=with_shutdown),
    "may-du-phong.svg": Scene("11", "quiet", size=(80, 24), change=main_pc_silent),
    "may-du-phong-hoi.svg": Scene(
        "11", "quiet", keys=("f1",), then=("1", "enter"), size=(80, 24), change=main_pc_silent
    ),
    "may-du-phong-thay.svg": Scene("11", "quiet", size=(80, 24), change=taken_over),
    "may-du-phong-english.svg": Scene("11", "quiet", language="en", size=(80, 24), change=main_pc_silent),
    "may-du-phong-hoi-english.svg": Scene(
        "11", "quiet", keys=("f1",), then=("1", "enter"), language="en", size=(80, 24), change=main_pc_silent
    ),
    "may-du-phong-thay-english.svg": Scene("11", "quiet", language="en", size=(80, 24), change=taken_over),
    "wall-quiet.svg": Scene("11", "quiet", size=(80, 24)),
    "wall-60-english.svg": Scene("60/faults", "quiet", "two", language="en"),
    "wall-220.svg": Scene("220/faults", "quiet", "two"),
    "wall-3400.svg": Scene("3400/faults", "quiet", "two", size=(200, 60)),
    "alarms-english.svg": Scene("11/faults", alarms=14, keys=("b",), language="en"),
    "roster-english.svg": Scene("11", "alien", keys=("j",), language="en"),
    "frame.svg": Scene("11", "quiet", "two", keys=("f3",)),
    "site.svg": Scene("11/faults", "quiet", keys=("5", "enter")),
}
"""The other pictures of guide, README and docs/pictures/README.md."""


async def picture(scene: Scene) -> str:
    """Return the screen of a scene as SVG."""
    clock = ManualClock(1_000.0, AT_UTC)
    options = argparse.Namespace(
        meeting=False, conference=scene.conference, frame=scene.frame, texts="", trouble=False,
        alarms=scene.alarms, flood=0, simulated=False,
    )  # fmt: skip
    port = ScriptedPort(scene.change(snapshot_of(Spec.of(scene.network), options, clock)))
    app = GbdtApp(port, clock, AppOptions(scene.language, "dark"))
    async with app.run_test(size=scene.size) as pilot:
        await pilot.pause()
        await pilot.press(*scene.keys)
        await pilot.pause()
        clock.advance(1.0 if scene.then else 0.0)
        await pilot.press(*scene.then)
        await pilot.pause()
        async with asyncio.timeout(60):
            while isinstance(app.screen, SiteScreen) and app.screen.past.newest is None:
                await pilot.pause()
        await pilot.pause()
        return app.export_screenshot(title="gbdt-console")


async def make_pictures() -> None:
    """Write every picture anew."""
    for name, snapshot in SNAPSHOT_OF.items():
        (PICTURES / name).write_bytes((SNAPSHOTS / snapshot).read_bytes())
    for name, scene in SCENES.items():
        (PICTURES / name).write_text(await picture(scene), "utf-8")


if __name__ == "__main__":
    asyncio.run(make_pictures())
