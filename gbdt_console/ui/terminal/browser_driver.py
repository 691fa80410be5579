"""Draws into a browser's page, and reports that the page's server is gone."""

import os
from typing import Any

from textual.drivers.web_driver import WebDriver

from gbdt_console.ui.terminal.hangup_safe_output import TerminalGone

_END_OF_INPUT = "end of input"


class BrowserDriver(WebDriver):
    """Ends the App in order with the process that serves the page.

    Textual's driver goes on without it until a write fails, and then fails again while it ends.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._write = self._write_all  # type: ignore[assignment]
        self._is_gone = False

    def run_input_thread(self) -> None:
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._report_gone(_END_OF_INPUT)

    def _write_all(self, data: bytes) -> None:
        """Write all octets; nothing once the pipe is gone."""
        rest = memoryview(data)
        try:
            while rest and not self._is_gone:
                rest = rest[os.write(self.fileno, rest) :]
        except OSError as error:
            self._report_gone(error.strerror or str(error))

    def _report_gone(self, reason: str) -> None:
        self._is_gone = True
        self.process_message(TerminalGone(reason))
