"""Records what Vietnamese input methods put on a terminal's wire: real programs and terminals, no monitor.

`python -m tests.support.terminal.record_input_methods [NAME...]` writes NAME.txt of
tests/recordings/input_methods; without names, all of SETUPS. It needs root, the locale vi_VN.UTF-8, and
Debian's xvfb, openbox, xdotool, dbus, xterm, xfce4-terminal, ibus, ibus-gtk3, ibus-unikey, ibus-m17n, fcitx5,
fcitx5-frontend-gtk3, fcitx5-unikey and fcitx5-bamboo; and ibus-bamboo, which Debian has not, installed from
its source. The machine must be quiet.
"""

import json
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time
import tty
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

from tests.support.places import ROOT
from tests.support.terminal.input_methods import FOLDER, Press

GAP_S = 0.1
"""Between two keys: a quick typist, and longer than any program here takes to answer."""
_QUIET_S = 0.2
_START_LIMIT_S = 30

_MODES_ON = "\x1b[?1049h\x1b[?1000h\x1b[?1003h\x1b[?1015h\x1b[?1006h\x1b[?1004h\x1b[?2004h"
"""What Textual switches on: other screen, mouse, focus, bracketed paste."""
_VERBS = "l q v n f m x z c g h s t p r k b j minus space"
_FIND = ("search", "--name", "recorded")
_WORDS = """
w|a s|a a|d d|u o w|a w|o 6|a 1|d 9|a f|a s s|a f f|t a m s|t a m 1|l a n f|n g u o w i f|l e x m space
t h a s m Return|m space|l space|x space|5 space|1 0 space|5 m|5 m space|5 x|1 2 v|5 1 m|m m m|m BackSpace
a s BackSpace|5 BackSpace|m Return|m Down|n F2|v Tab|x question|m slash|l minus|a m|d m|o n|BackSpace|Return
Down|F9|m away|5 m away|m Control_L|m Shift_L|m Alt_L|m click
"""


@dataclass(frozen=True, slots=True)
class Setup:
    """One program in one mode in one terminal. `files` are its settings, below the home directory."""

    program: str
    method: str
    terminal: str
    mode: str
    packages: str
    engine: str
    files: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        words = f"{self.program} {self.method} {self.mode} {self.terminal}"
        return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


_KEYFILE = ".config/glib-2.0/settings/keyfile"
_LAYOUT = "[desktop/ibus/general]\nuse-system-keyboard-layout=true\n"


def _ibus_unikey(method: str, terminal: str) -> Setup:
    setting = f"[org/freedesktop/ibus/engine/unikey]\ninput-method='{method}'\n"
    return Setup("ibus-unikey", method, terminal, "pre-edit", "ibus ibus-unikey", "Unikey",
                 ((_KEYFILE, _LAYOUT + setting),))  # fmt: skip


def _fcitx(addon: str, method: str, terminal: str, mode: str = "pre-edit", more: str = "") -> Setup:
    profile = (
        f"[Groups/0]\nName=Default\nDefault Layout=us\nDefaultIM={addon}\n"
        f"[Groups/0/Items/0]\nName={addon}\n[GroupOrder]\n0=Default\n"
    )
    setting = f"InputMethod={'VNI' if method == 'vni' else 'Telex'}\n{more}"
    files = ((".config/fcitx5/profile", profile), (f".config/fcitx5/conf/{addon}.conf", setting))
    return Setup(f"fcitx5-{addon}", method, terminal, mode, f"fcitx5 fcitx5-{addon}", addon, files)


_SURROUNDING = "SurroundingText=True\nModifySurroundingText=True\n"
_BAMBOO_MODES = {
    "pre-edit": 1, "surrounding text": 2, "forward key I": 3, "forward key II": 4, "forward as commit": 5,
    "XTest keys": 6,
}  # fmt: skip


def _ibus_bamboo(method: str, terminal: str, mode: str) -> Setup:
    setting = {"InputMethod": "VNI" if method == "vni" else "Telex", "DefaultInputMode": _BAMBOO_MODES[mode]}
    files = ((".config/ibus-bamboo/ibus-bamboo.config.json", json.dumps(setting)), (_KEYFILE, _LAYOUT))
    return Setup("ibus-bamboo", method, terminal, mode, "ibus", "Bamboo", files)


_OFF = Setup("ibus-off", "none", "xterm", "plain keys", "ibus", "xkb:us::eng", ((_KEYFILE, _LAYOUT),))
SETUPS = {
    setup.name: setup
    for setup in (
        *(_ibus_unikey(*pair) for pair in product(("telex", "vni"), ("xterm", "xfce4-terminal"))),
        *(_ibus_bamboo("telex", "xfce4-terminal", mode) for mode in _BAMBOO_MODES),
        *(_ibus_bamboo("telex", "xterm", mode) for mode in ("pre-edit", "forward key I", "XTest keys")),
        _ibus_bamboo("vni", "xterm", "XTest keys"),
        *(_fcitx("unikey", method, "xterm") for method in ("telex", "vni")),
        _fcitx("unikey", "telex", "xfce4-terminal"),
        _fcitx("unikey", "telex", "xfce4-terminal", "surrounding text", _SURROUNDING),
        *(_fcitx("bamboo", method, "xterm") for method in ("telex", "vni")),
        Setup("ibus-m17n", "telex", "xterm", "pre-edit", "ibus ibus-m17n m17n-db", "m17n:vi:telex",
              ((_KEYFILE, _LAYOUT),)),
        _OFF,
        replace(_OFF, terminal="xfce4-terminal"),
    )
}  # fmt: skip


def take_reads(path: Path) -> None:
    """Inside the terminal: note every read, made as the console's driver makes it."""
    fd = sys.stdin.fileno()
    before = termios.tcgetattr(fd)
    tty.setraw(fd)
    print(_MODES_ON, end="", flush=True)
    try:
        with path.open("a", buffering=1) as out:
            out.write("ready\n")
            while select.select([fd], [], [])[0] and (data := os.read(fd, 4096)):
                out.write(f"{time.monotonic_ns()} {data.hex()}\n")
    finally:
        termios.tcsetattr(fd, termios.TCSADRAIN, before)


class Session:
    """A display with an input method and a terminal in it; everything ends with it."""

    def __init__(self, setup: Setup) -> None:
        self._stack = ExitStack()
        self._setup = setup
        self._home = Path(self._stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        self._reads = self._home / "reads"
        self._environment = {
            "PATH": os.environ["PATH"], "HOME": str(self._home), "LC_ALL": "vi_VN.UTF-8",
            "XDG_RUNTIME_DIR": str(self._home), "GSETTINGS_BACKEND": "keyfile", "NO_AT_BRIDGE": "1",
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        for name, text in setup.files:
            path = self._home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")

    def __enter__(self) -> "Session":
        try:
            self._start()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _start(self) -> None:
        number, out = os.pipe()
        self._run("Xvfb", "-displayfd", str(out), "-screen", "0", "1024x768x24", pass_fds=(out,))
        os.close(out)
        with os.fdopen(number) as lines:
            self._environment["DISPLAY"] = f":{lines.readline().strip()}"
        address = self._home / "bus"
        framework = self._setup.program.partition("-")[0]
        module = {"fcitx5": "fcitx"}.get(framework, framework)
        self._environment |= {
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={address}", "XMODIFIERS": f"@im={module}",
            "GTK_IM_MODULE": module,
        }  # fmt: skip
        self._run("dbus-daemon", "--session", "--nofork", f"--address=unix:path={address}")
        self._wait(address.exists)
        self._run("openbox")
        time.sleep(1)
        getattr(self, f"_start_{framework}")()
        self._run("xterm", "-T", "elsewhere", "-geometry", "20x5-0-0", "-e", "sleep", "9999")
        self._wait(lambda: self._ask("xdotool", "search", "--name", "elsewhere") == 0)
        self._start_terminal()

    def _start_ibus(self) -> None:
        """ibus-bamboo looks for its settings in root's home, wherever $HOME points: ours are laid over."""
        ours = f'mkdir -p /root/.config && mount --bind {self._home}/.config /root/.config && exec "$@"'
        daemon = ("ibus-daemon", "--xim", "--panel", "disable", "--emoji-extension", "disable")
        self._run("unshare", "--mount", "sh", "-c", ours, "sh", *daemon)
        self._wait(lambda: self._ask("ibus", "engine", self._setup.engine) == 0)

    def _start_fcitx5(self) -> None:
        self._run("fcitx5", "--disable", "wayland,kimpanel,notificationitem")
        self._wait(lambda: self._ask("fcitx5-remote", "-s", self._setup.engine) == 0)
        time.sleep(1)

    def _start_terminal(self) -> None:
        command = (
            sys.executable,
            "-m",
            "tests.support.terminal.record_input_methods",
            "--inside",
            str(self._reads),
        )
        if self._setup.terminal == "xterm":
            self._run("xterm", "-u8", "-T", "recorded", "-e", *command)
        else:
            self._run("xfce4-terminal", "--disable-server", "-T", "recorded", "-x", *command)
        self._wait(self._reads.exists)
        time.sleep(2)
        if self._setup.program.startswith("fcitx5"):
            self._ask("fcitx5-remote", "-s", self._setup.engine)
            self._ask("fcitx5-remote", "-o")
        time.sleep(1)

    def _run(self, *command: str, pass_fds: tuple[int, ...] = ()) -> None:
        log = self._stack.enter_context((self._home / f"{Path(command[0]).name}.log").open("w"))
        process = subprocess.Popen(
            command, env=self._environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            pass_fds=pass_fds, start_new_session=True,
        )  # fmt: skip
        self._stack.callback(process.wait)
        self._stack.callback(os.killpg, process.pid, signal.SIGKILL)

    def _ask(self, *command: str) -> int:
        return subprocess.run(command, env=self._environment, capture_output=True).returncode

    @staticmethod
    def _wait(done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _START_LIMIT_S
        while not done():
            if time.monotonic() > deadline:
                raise TimeoutError(done)
            time.sleep(0.2)

    def press(self, key: str) -> None:
        """Through the display's own test extension: to every program a key of the keyboard."""
        command = {
            "away": ("search", "--name", "elsewhere", "windowfocus"),
            "back": (*_FIND, "windowfocus"),
            "click": (*_FIND, "mousemove", "--window", "%1", "60", "60", "click", "1"),
        }.get(key, ("key", "--delay", "0", key))
        subprocess.run(("xdotool", *command), env=self._environment, check=True, capture_output=True)

    def type(self, keys: list[str]) -> list[Press]:
        """From an empty word, one after the other; Escape at the end shows what was held back."""
        for key in ("back", "Return", "Escape"):
            self.press(key)
            time.sleep(_QUIET_S)
        starts = []
        for key in keys:
            starts.append(time.monotonic_ns())
            self.press(key)
            time.sleep(max(0.0, GAP_S - (time.monotonic_ns() - starts[-1]) / 1e9))
        time.sleep(_QUIET_S)
        starts.append(time.monotonic_ns())
        self.press("Escape")
        time.sleep(_QUIET_S)
        ends = [*starts[1:], time.monotonic_ns()]
        lines = [line.split() for line in self._reads.read_text().splitlines() if " " in line]
        reads = [(int(at), bytes.fromhex(data)) for at, data in lines]
        return [
            Press(key, tuple(((at - start) // 1_000_000, data) for at, data in reads if start <= at < end))
            for key, start, end in zip((*keys, "Escape"), starts, ends, strict=True)
        ]


def _versions(setup: Setup) -> str:
    names = [
        *setup.packages.split(),
        setup.terminal,
        *(["libvte-2.91-0"] if "xfce" in setup.terminal else []),
    ]
    asked = ("dpkg-query", "-W", "-f=${Package} ${Version}, ", *names)
    found = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.removesuffix(", ")
    if setup.program == "ibus-bamboo":
        return f"ibus-bamboo 0.8.5 (built from its source, commit 49e03d7), {found}"
    return found


def record(setup: Setup) -> None:
    words = [*_VERBS.split(), *(word for line in _WORDS.split("\n") for word in line.split("|") if word)]
    with Session(setup) as session:
        typed = [session.type(word.split()) for word in words]
    head = {
        "origin": "recorded by tests/support/terminal/record_input_methods.py on Debian 13",
        "date": datetime.now(UTC).date().isoformat(),
        "programs": _versions(setup),
        "method": setup.method,
        "mode": setup.mode,
        "terminal": f"{setup.terminal} ({'XIM' if setup.terminal == 'xterm' else 'GTK module'})",
        "lines": "the keys pressed, each with its reads: milliseconds after the press, bytes in hex",
    }
    lines = [f"# {key}: {value}" for key, value in head.items()]
    lines += [" ".join(map(str, presses)) for presses in typed]
    (FOLDER / f"{setup.name}.txt").write_text("\n".join(lines) + "\n", "utf-8")


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--inside"]:
        take_reads(Path(arguments[1]))
        return
    for name in arguments or SETUPS:
        print(name, flush=True)
        record(SETUPS[name])


if __name__ == "__main__":
    main(sys.argv[1:])
