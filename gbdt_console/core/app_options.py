"""Describes how the screen is opened."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from gbdt_console.core.configuration.editing import SitesDesk
from gbdt_console.core.port import ClientKind
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.replay.replayed import Replayed
from gbdt_console.core.reports.archive import ReportArchive
from gbdt_console.core.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class AppOptions:
    """Describes how an App is shown.

    language: one of text.words.LANGUAGES
    theme: one of ui.drawing.themes.PALETTES (KeyError otherwise); None lets the terminal decide
    is_observer: whether no key acts
    engine_stays: whether monitoring goes on when the App ends; the quit question names it
    is_mute: whether no alarm rings the bell
    first_screen: name of the screen that it opens with; empty for the wall
    meeting: number of the registered meeting that it is opened for; 0 for none
    reports: opens the archive of the screen of reports (F8); None for none
    write_sheet: writes the page of a Snapshot's checklist to a file, which takes its time, and returns its
        path; may raise ReportFailed; None where there is no page
    sites: opens what edits sites.yaml; None where there is no file
    skip: moves the simulated world on to what the demonstration's autopilot waits for; None: no autopilot
    """

    language: str = ""
    theme: str | None = None
    ascii_only: bool = False
    is_observer: bool = False
    engine_stays: bool = False
    is_mute: bool = False
    first_screen: str = ""
    meeting: int = 0
    reports: Callable[[], ReportArchive] | None = None
    write_sheet: Callable[[Snapshot], Path] | None = None
    sites: Callable[[], SitesDesk] | None = None
    replay: Replayed | None = None
    skip: Callable[[str], Awaitable[None]] | None = None

    @property
    def kind(self) -> ClientKind:
        """What the screen is to the engine."""
        return ClientKind.OBSERVER if self.is_observer else ClientKind.CONSOLE
