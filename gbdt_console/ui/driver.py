"""Textual's Linux driver, telling the App of every read whose keys nobody pressed one by one."""

import os
from codecs import getincrementaldecoder
from select import select

from textual.drivers.linux_driver import LinuxDriver

from gbdt_console.ui.escapes import EscapeParser
from gbdt_console.ui.keyboard import Origin, ReadJudged, origin_of

_WAIT_S = 0.1
_READ_MOST = 4_096


class GuardedDriver(LinuxDriver):
    """What belongs together is only seen where it is read: afterwards keys are single events. Bytes that are
    not UTF-8 become replacement characters instead of ending the thread."""

    def run_input_thread(self) -> None:
        parser = EscapeParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        before = Origin.TYPED
        while not self.exit_event.is_set():
            if select([self.fileno], [], [], _WAIT_S)[0]:
                taken = self._take()
                if not taken:
                    return  # hung up: it would be readable for ever, and SIGHUP tells the App
                read = decode(taken)
                if not read:
                    continue
                origin = origin_of(read)
                if origin is not before:
                    self.process_message(ReadJudged(origin))
                    before = origin
                for message in parser.feed(read):
                    self.process_message(message)
            for message in parser.tick():
                self.process_message(message)

    def _take(self) -> bytes:
        """What there is to read; nothing once the terminal is gone."""
        try:
            return os.read(self.fileno, _READ_MOST)
        except OSError:
            return b""
