"""Runs the engine in the foreground as one of two PCs, whose roles may change."""

import asyncio
import os
from collections.abc import Callable, Coroutine
from math import inf

import click

from gbdt_console.cli.console.engine_with_readers import WatchedPlant
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.clean_text import clean
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.standby.role import RoleTaken
from gbdt_console.core.standby.settings import StandbySettings
from gbdt_console.core.units import Utc
from gbdt_console.engine.hosting.open_records import locked
from gbdt_console.engine.hosting.two_machines import (
    MACHINE,
    RivalCommands,
    Turnover,
    TwoMachines,
    machine_name,
)
from gbdt_console.exporters.hook_runner import LONGEST_S
from gbdt_console.journal.chain import JournalDamaged

Run = Callable[..., Coroutine[object, object, None]]
"""Runs an engine until a signal (engine/hosting/host.py): of what builds it, its records, and `on_stop`."""


def run_beside(context: Context, settings: StandbySettings, plant: WatchedPlant, run: Run) -> None:
    """Run an engine; where the role changes hands, run another one over the same records."""
    from gbdt_console.engine.hosting.beside import beside_of, open_nats

    words, state, here = context.words(plant.network.language), context.state, machine_name(os.environ)
    if not settings.is_one(here):
        names = ", ".join(machine.name for machine in settings.machines)
        fail(Exit.CONFIG, words, "standby.unknown-machine", here=here, known=names, variable=MACHINE)

    def run_once(turnover: Turnover, before: RoleTaken | None) -> None:
        with both.opened(turnover) as (seat, records):
            click.echo(words(f"standby.{seat.role}", here=seat.here, there=seat.other.name))
            ended_by = turnover.ended_by
            seated = replace(
                plant,
                beside=lambda records: beside_of(seat, records),
                untold_from_utc=untold_from_utc(before, here),
            )
            with seated.watched(words) as build:
                asyncio.run(run(lambda r: build(r, state.socket_path), records, on_stop=ended_by))

    with locked(state):
        both = TwoMachines(settings, here, state.path, open_nats)
        taken: RoleTaken | None = None
        while True:
            turnover = Turnover()
            try:
                run_once(turnover, taken)
            except RivalCommands as rival:
                fail(Exit.CONFIG, words, "standby.rival", machine=clean(rival.machine), here=here)
            except JournalDamaged as damaged:
                fail(Exit.FAILED, words, "standby.journal-damaged", state=state.path, reason=damaged.reason)
            taken = turnover.taken
            if taken is None:
                return
            click.echo(words("standby.now-commands", machine=taken.machine))


def untold_from_utc(taken: RoleTaken | None, here: str) -> Utc:
    """Return since when maybe no hook ran for alarms: the PC before may have died in the middle of one.

    taken: who was let command just before, where the role changed hands
    """
    if taken is None or taken.machine != here:
        return inf
    return taken.heard_utc - LONGEST_S
