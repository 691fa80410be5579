"""Reads keys and writes pixels of one Linux terminal, and reports composed keys and a lost terminal."""

import os
import sys
import time
from codecs import getincrementaldecoder
from collections.abc import Callable
from io import TextIOWrapper
from select import select
from typing import Any, cast

from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver

from gbdt_console.ui.terminal import first_picture
from gbdt_console.ui.terminal.escape_timing import EscapeParser
from gbdt_console.ui.terminal.hangup_safe_output import HangupSafeFile, StallSafeWriter, TerminalGone
from gbdt_console.ui.terminal.key_guard import TOGETHER_S, KeyOrigin, ReadJudge, ReadJudged, may_be_held_back

_WAIT_S = 0.1
"""Limits how late the thread sees that it must end."""
_READ_MOST = 4_096
"""Octets of one read at most."""
_END_OF_FILE = "end of file"
_ENTER_OTHER_SCREEN = "\x1b[?1049h"
"""Textual's; a terminal that is there already would erase the first picture."""


class GuardedDriver(LinuxDriver):
    """Judges each read as a whole, because afterwards keys are single events.

    Bytes that are not UTF-8 become replacement characters instead of ending the thread. A lost terminal is
    reported as TerminalGone: the kernel sends SIGHUP only to a session that the terminal controls. The driver
    draws on standard output: standard error may be a file.
    """

    _lost_by = _END_OF_FILE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_on_other_screen = False
        self._output: HangupSafeFile | None = None
        if sys.__stdout__ is not None:
            self._output = HangupSafeFile(sys.__stdout__.fileno(), self._report_gone)
            self._file = cast(TextIOWrapper, self._output)

    def start_application_mode(self) -> None:
        # Textual makes its writer in the middle of this method, by this name.
        setattr(linux_driver, "WriterThread", StallSafeWriter)  # noqa: B010
        before = first_picture.hand_over()
        self._is_on_other_screen = before is not None
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if before is not None:
            self.attrs_before = before

    def write(self, data: str) -> None:
        if self._is_on_other_screen and data == _ENTER_OTHER_SCREEN:
            self._is_on_other_screen = False
            return
        super().write(data)

    def give_up_soon(self) -> None:
        """Stop waiting for a terminal that takes no output, because the App ends."""
        if self._output is not None:
            self._output.give_up_soon()

    def resume_application_mode(self) -> None:
        """Resume, also after a SIGSTOP that Textual did not see.

        Textual alone would start a second thread that takes keys from the first, and would restore the raw
        mode at the end.
        """
        if self._key_thread is not None and self._key_thread.is_alive():
            self.suspend_application_mode()
            self._must_signal_resume = True
        super().resume_application_mode()

    def run_input_thread(self) -> None:
        parser = EscapeParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        judge = ReadJudge()
        before = KeyOrigin.TYPED
        is_early = self._is_readable(0)  # typed over the first picture
        while not self.exit_event.is_set():
            if self._is_readable(_WAIT_S):
                taken = self._take()
                if not taken:  # a lost terminal stays readable for ever
                    if self.input_tty:
                        self._report_gone(self._lost_by)
                    return
                came_s = self._now_s()
                read = self._with_what_follows(decode(taken), decode, came_s + TOGETHER_S)
                if not read:
                    continue
                origin = judge.origin(read, came_s)
                if is_early and origin is KeyOrigin.TYPED:
                    origin = KeyOrigin.EARLY
                is_early = False
                if origin is not before:
                    self.process_message(ReadJudged(origin))
                    before = origin
                for message in parser.feed(read):
                    self.process_message(message)
            for message in parser.tick():
                self.process_message(message)

    def _with_what_follows(self, read: str, decode: Callable[[bytes], str], until_s: float) -> str:
        """Add what an input method sends within the moment after a letter; only a letter waits."""
        while (
            may_be_held_back(read) and (left_s := until_s - self._now_s()) > 0 and self._is_readable(left_s)
        ):
            taken = self._take()
            if not taken:
                break
            read += decode(taken)
        return read

    def _is_readable(self, wait_s: float) -> bool:
        return bool(select([self.fileno], [], [], wait_s)[0])

    def _now_s(self) -> float:
        return time.monotonic()

    def _take(self) -> bytes:
        """Read what is there; return nothing once the terminal is gone."""
        try:
            return os.read(self.fileno, _READ_MOST)
        except OSError as error:
            self._lost_by = error.strerror or str(error)
            return b""

    def _report_gone(self, reason: str) -> None:
        self.process_message(TerminalGone(reason))
