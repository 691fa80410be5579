"""A full-screen program in tmux, on a server of its own: looked at, typed at, left and come back to."""

import fcntl
import os
import pty
import struct
import subprocess
import termios
import threading
from collections.abc import Sequence
from pathlib import Path

from tests.support.wait import until

_SETTINGS = """
set -g status off
set -g remain-on-exit on
set -g default-terminal tmux-256color
set -s escape-time 10
"""
_TEXTUAL = ("TEXTUAL_DISABLE_KITTY_KEY", "TEXTUAL_ANIMATIONS", "TEXTUAL_FPS")
_LEFT_OUT = ("NO_COLOR", *_TEXTUAL, "TMUX", "TMUX_PANE")


class TmuxTerminal:
    """`wrapped` is what the server is started by: it and the program live where that leads."""

    def __init__(
        self, folder: Path, program: Sequence[str], size: tuple[int, int], wrapped: Sequence[str] = ()
    ) -> None:
        self._socket = folder / "tmux.sock"
        settings = folder / "tmux.conf"
        settings.write_text(_SETTINGS)
        self._environment = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
        self._environment["TERM"] = "xterm-256color"
        self._client: subprocess.Popen[bytes] | None = None
        columns, lines = size
        self._run(
            [*wrapped, "tmux", "-S", str(self._socket), "-f", str(settings), "new-session", "-d",
             "-x", str(columns), "-y", str(lines), "sh", "-c", '"$@"; exit $?', "sh", *program]
        )  # fmt: skip
        # tmux lets its own child go on at once when that is stopped, so a shell stands between.
        shell = self._ask("#{pane_pid}")
        children = Path(f"/proc/{shell}/task/{shell}/children")
        until(children.read_text, "the program runs")
        self.pid = int(children.read_text())
        self.attach(size)

    def attach(self, size: tuple[int, int]) -> None:
        """Look at it from another terminal of this size."""
        columns, lines = size
        near, far = pty.openpty()
        fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self._client = subprocess.Popen(
            ["tmux", "-S", str(self._socket), "attach"],
            stdin=far, stdout=far, stderr=far, env=self._environment, start_new_session=True,
        )  # fmt: skip
        os.close(far)
        threading.Thread(target=_swallow, args=(near,), daemon=True).start()
        until(lambda: self.size() == size, f"tmux shows {columns}x{lines}")

    def detach(self) -> None:
        """Leave; the program goes on."""
        self._tmux("detach-client", "-a")
        self._tmux("detach-client")
        if self._client is not None:
            self._client.wait(timeout=60)
            self._client = None

    def size(self) -> tuple[int, int]:
        columns, lines = self._ask("#{window_width} #{window_height}").split()
        return int(columns), int(lines)

    def text(self) -> str:
        """What stands on the screen."""
        return self._tmux("capture-pane", "-p")

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names ('Enter', 'Escape', 'c')."""
        for key in keys:
            self._tmux("send-keys", key)

    def exit_code(self) -> int | None:
        """How the program ended; None while it runs."""
        dead, code = self._ask("#{pane_dead} #{pane_dead_status}").split(" ")
        return int(code or -1) if dead == "1" else None

    def close(self) -> None:
        """End the server and all that runs in it."""
        subprocess.run(["tmux", "-S", str(self._socket), "kill-server"], capture_output=True, check=False)
        if self._client is not None:
            self._client.wait(timeout=60)

    def _ask(self, what: str) -> str:
        return self._tmux("display-message", "-p", what).rstrip("\n")

    def _tmux(self, *words: str) -> str:
        return self._run(["tmux", "-S", str(self._socket), *words])

    def _run(self, argv: Sequence[str]) -> str:
        done = subprocess.run(
            argv, capture_output=True, encoding="utf-8", env=self._environment, timeout=20, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(argv)}: {done.stderr.strip()}")
        return done.stdout


def _swallow(terminal: int) -> None:
    """Read what is painted, as a terminal does, until nobody paints any more."""
    try:
        while os.read(terminal, 65_536):
            pass
    except OSError:
        pass
    finally:
        os.close(terminal)
