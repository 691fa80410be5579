"""A real OBS Studio on a screen of its own that nobody sees, with the office's pictures in it."""

import asyncio
import json
import os
import signal
import socket
import struct
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.mixer.office import COLOURS, HEIGHT, SCENES, WHOLE, WIDTH, Place
from tests.support.mixer.witness import Witness
from tests.support.wait import until

PASSWORD = "lab-mixer-secret"
STARTS_WITHIN_S = 60.0
_PROJECT_AGAIN_S = 5.0
_OBS = (
    "obs", "--multi", "--minimize-to-tray", "--disable-shutdown-check", "--disable-updater",
    "--disable-missing-files-check",
)  # fmt: skip
_GLOBAL = """[General]
FirstRun=true
[Basic]
Profile=lab
ProfileDir=lab
SceneCollection=lab
SceneCollectionFile=lab
"""
_PROFILE = f"""[General]
Name=lab
[Video]
BaseCX={WIDTH}
BaseCY={HEIGHT}
OutputCX={WIDTH}
OutputCY={HEIGHT}
FPSType=0
FPSCommon=10
"""
_PIXEL_BYTES = 4
_STEP = 8
"""Pixels from one looked-at pixel to the next."""


class RealObs:
    """Starts and stops OBS and its screen; `witness` is the second client of the OBS that runs."""

    def __init__(self, folder: Path) -> None:
        self.port = _free_port()
        self._folder = folder
        self._films = folder / "films"
        self._films.mkdir()
        self._screen = _Screen(folder)
        self._obs: subprocess.Popen[bytes] | None = None
        self.witness: Witness
        try:
            self._configure()
            self.start()
            self.witness.prepare(self._films)
            self.witness.settle()
        except BaseException:
            self.close()
            raise

    def start(self) -> None:
        """Start OBS where none runs."""
        if self._obs is not None:
            return
        run = self._folder / "run"
        run.mkdir(mode=0o700, exist_ok=True)
        env = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        env |= {
            "HOME": str(self._folder),
            "XDG_RUNTIME_DIR": str(run),
            "DISPLAY": self._screen.name,
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "QT_QPA_PLATFORM": "xcb",
        }
        log = (self._folder / "obs.log").open("wb")
        self._obs = subprocess.Popen(_OBS, env=env, stdout=log, stderr=log, cwd=self._folder)
        found: list[Witness] = []

        def answers() -> bool:
            with suppress(Exception):
                witness = Witness(self.port, PASSWORD)
                witness.ask("GetSceneList")
                found.append(witness)
            return bool(found)

        until(answers, "OBS answers", STARTS_WITHIN_S)
        self.witness = found[0]
        self._project()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End OBS, and wait until it is gone."""
        obs, self._obs = self._obs, None
        if obs is not None:
            obs.send_signal(how)
            try:
                obs.wait(30)
            finally:
                obs.kill()
                obs.wait()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let it hang: the kernel takes connections, OBS answers nothing."""
        assert self._obs is not None
        self._obs.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._obs.send_signal(signal.SIGCONT)

    def until_shown(self, source: str) -> None:
        """Wait until the screen shows a source that goes out; a projector that OBS lost is asked for anew."""
        asked_s = time.monotonic()

        def is_seen() -> bool:
            nonlocal asked_s
            if time.monotonic() - asked_s > _PROJECT_AGAIN_S:
                self._project()
                asked_s = time.monotonic()
            return self.colour_at(WHOLE) == source

        until(is_seen, f"the screen shows {source}, which goes out")

    def colour_at(self, place: Place) -> str:
        """Name of the source whose colour fills that place of what goes out, read from the screen's pixels;
        empty where none does."""
        return self._screen.colour_at(place)

    def close(self) -> None:
        with suppress(subprocess.TimeoutExpired):
            self.stop()
        self._screen.close()

    def _project(self) -> None:
        """Show what goes out over the whole screen."""
        mix = "OBS_WEBSOCKET_VIDEO_MIX_TYPE_PROGRAM"
        self.witness.ask("OpenVideoMixProjector", videoMixType=mix, monitorIndex=0)

    def _configure(self) -> None:
        config = self._folder / ".config" / "obs-studio"
        profile, server = config / "basic" / "profiles" / "lab", config / "plugin_config" / "obs-websocket"
        for folder in (profile, server, config / "basic" / "scenes"):
            folder.mkdir(parents=True)
        (config / "global.ini").write_text(_GLOBAL)
        (profile / "basic.ini").write_text(_PROFILE)
        settings = {
            "alerts_enabled": False, "auth_required": True, "first_load": False, "server_enabled": True,
            "server_password": PASSWORD, "server_port": self.port,
        }  # fmt: skip
        (server / "config.json").write_text(json.dumps(settings))


@contextmanager
def real_obs(folder: Path) -> Iterator[RealObs]:
    obs = RealObs(folder)
    try:
        yield obs
    finally:
        obs.close()


@dataclass(frozen=True)
class RealPeer:
    """It as the contract sees it."""

    real: RealObs
    password: str = PASSWORD

    @property
    def port(self) -> int:
        return self.real.port

    async def by_hand(self, work: Callable[[Witness], object]) -> object:
        return await asyncio.to_thread(work, self.real.witness)

    async def stop(self) -> None:
        await asyncio.to_thread(self.real.stop)

    async def start(self) -> None:
        await asyncio.to_thread(self.real.start)


@pytest.fixture(scope="session")
def standing_obs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealObs]:
    """One OBS for all files: its start takes seconds."""
    with real_obs(tmp_path_factory.mktemp("obs")) as obs:
        yield obs


@pytest.fixture
def office(standing_obs: RealObs) -> RealPeer:
    """The office's pictures as prepared and on the screen, also after a test that left OBS ended."""
    standing_obs.start()
    standing_obs.witness.settle()
    standing_obs.witness.reset()
    standing_obs.until_shown(SCENES[0].seen[0])
    return RealPeer(standing_obs)


class _Screen:
    """An X server without a screen, whose picture is a file (XWD)."""

    def __init__(self, folder: Path) -> None:
        pictures = folder / "screen"
        pictures.mkdir()
        read, write = os.pipe()
        size = f"{WIDTH}x{HEIGHT}x24"
        command = (
            "Xvfb",
            "-displayfd",
            str(write),
            "-screen",
            "0",
            size,
            "-nolisten",
            "tcp",
            "-fbdir",
            str(pictures),
        )
        self._server = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as told:
            self.name = f":{told.readline().strip()}"
        self._file = pictures / "Xvfb_screen0"

    def colour_at(self, place: Place) -> str:
        data = self._file.read_bytes()
        head = struct.unpack(">20I", data[:80])
        first, line = head[0] + head[19] * 12, head[12]
        x, y, width, height = place
        found: Counter[str] = Counter()
        for row in range(y + _STEP, y + height - _STEP, _STEP):
            for column in range(x + _STEP, x + width - _STEP, _STEP):
                at = first + row * line + column * _PIXEL_BYTES
                found[_name(data[at + 2], data[at + 1], data[at])] += 1
        name, count = found.most_common(1)[0]
        return name if count > found.total() / 2 else ""

    def close(self) -> None:
        self._server.kill()
        self._server.wait()


def _name(red: int, green: int, blue: int) -> str:
    """Name the source of that colour; a film's pixels are off by a little."""
    near = 40
    seen = (red, green, blue)
    return next(
        (
            source
            for source, colour in COLOURS.items()
            if all(abs(a - b) < near for a, b in zip(seen, colour, strict=True))
        ),
        "",
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
