"""Describes what is served."""

from collections.abc import Sequence
from dataclasses import field
from pathlib import Path

from gbdt_console.cli.web.doorkeeper import DoorLimits
from gbdt_console.cli.web.page_look import THEMES
from gbdt_console.cli.web.place import Place
from gbdt_console.cli.web.wall_login import WallLogin
from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall for browsers.

    place: where browsers find it
    command: arguments that start the console of one browser; its theme is put behind them
    engine_socket: the engine's control socket; without one no console is started
    theme: the usual one of THEMES
    login: lets browsers in by a PIN; None where all who reach the page may see it
    limits: what connections may take without asking for anything
    """

    place: Place
    command: Sequence[str]
    engine_socket: Path
    seats: int
    theme: str = THEMES[0]
    login: WallLogin | None = None
    limits: DoorLimits = field(default_factory=DoorLimits)
