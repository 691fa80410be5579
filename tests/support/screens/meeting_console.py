"""The console in a scripted meeting: what stands on it, and what its keys ask for."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from textual.widgets import Static

from gbdt_console.core.commands import Command
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.roster import RosterRow
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.snapshot import Control, Snapshot
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from tests.support.conference.snapshots import conferring, rows_of
from tests.support.screens.console import Console
from tests.support.screens.scripted_port import AT_UTC, Fault, later, make_snapshot

MINE = Control("console-1", "Trực ca 2", "pts/1")


SPEAKING = Floor("site1", "site6", AT_UTC - 192, prepared="site8", running_order=("site8", "site4"))


def network(**faults: Fault) -> Snapshot:
    return replace(make_snapshot(11, {int(k[1:]): v for k, v in faults.items()}), control=MINE)


def meeting(rows: Sequence[RosterRow] | None = None, **kinds: object) -> Snapshot:
    return conferring(network(), rows_of(11) if rows is None else rows, **kinds)  # type: ignore[arg-type]


def lines(c: Console) -> list[str]:
    return c.text().splitlines()


def attention(c: Console) -> str:
    """The line below the header that tells the worst thing now."""
    return lines(c)[2]


def tile(c: Console, name: str) -> str:
    """What stands under a site's name in its tile."""
    text = lines(c)
    places = [(place, line.find(f"{corner} {name} ")) for place, line in enumerate(text) for corner in "╭┏+#"]
    top, left = [(place, at) for place, at in places if at >= 0][-1]
    return "\n".join(line[left : left + 25] for line in text[top : top + 4])


def asked(c: Console) -> str:
    """The question that is open, with what it names as the consequence."""
    assert isinstance(c.app.screen, ConfirmScreen)
    return " ".join(str(part.content) for part in c.app.screen.query(Static))


async def settle(c: Console) -> None:
    await c.let_pass(1.0)


async def then(c: Console, snapshot: Snapshot, **kinds: object) -> Snapshot:
    """The next moment's conference."""
    assert c.port.newest is not None
    newer = later(replace(snapshot, version=c.port.newest.version), 0.1)
    changed = conferring(newer, **kinds)  # type: ignore[arg-type]
    await c.publish(changed)
    return changed


async def now(c: Console, snapshot: Snapshot, **kinds: object) -> Snapshot:
    """The conference of this moment, with everybody in it, and nothing on the screen that just came."""
    behind_s = c.clock.monotonic() - snapshot.at_s
    newer = await then(c, later(snapshot, behind_s), **{"rows": rows_of(11)} | kinds)
    await settle(c)
    return newer


async def ask(c: Console, *keys: str) -> list[Command]:
    """What the keys ask the engine for."""
    c.port.submitted.clear()
    await c.press(*keys)
    await c.pilot.pause()
    return list(c.port.submitted)


def highlighted(c: Console) -> tuple[int, str]:
    return next((place, line) for place, line in enumerate(lines(c)) if line.startswith("▸"))


def refuse(code: str, words: str = ""):  # type: ignore[no-untyped-def]
    async def submit(command: Command) -> AsyncIterator[Progress]:
        yield Progress("r", Stage.FAILED, code, words)

    return submit
