"""gbdt-console itself in the centre's namespace: `collect` running, its events followed, its status read."""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

from click.testing import CliRunner

from gbdt_console.cli.main import root
from gbdt_console.text.words import Words
from tests.support.wait import until

PROGRAM = Path(sys.executable).parent / "gbdt-console"
DEADLINE_S = 60.0
ASK_EVERY_S = 0.25
"""Limits how often a verb is asked: the engine welcomes four connections a second."""

Status = Mapping[str, Any]
Event = Mapping[str, Any]


class Place(Protocol):
    """Where commands run: the namespaces of a lab, or where the tests run."""

    def command(self, short: str, argv: Sequence[str]) -> list[str]: ...


class Console:
    """A running engine over one configuration. Everything is asked as an operator would, by verbs.

    program: how the program is run whose `collect` is the engine
    """

    def __init__(
        self, place: Place, config: Path, state: Path, program: Sequence[str] = (str(PROGRAM),)
    ) -> None:
        self._place = place
        self._config = str(config)
        self._state = str(state)
        self._log_path = state.parent / f"{state.name}.log"
        self._log = self._log_path.open("a")
        self._engine = self._start(program, "collect", "--config", self._config, out=self._log)
        self._await_engine()
        self._watch = self._start([str(PROGRAM)], "watch", "--json", "--after", "0", out=subprocess.PIPE)
        self._events: list[Event] = []
        self._news = threading.Condition()
        threading.Thread(target=self._follow, daemon=True).start()

    def close(self) -> int:
        """Stop as a service manager does; the engine's exit code."""
        self._engine.send_signal(signal.SIGTERM)
        code = self._engine.wait(timeout=60)
        self._watch.wait(timeout=60)
        self._log.close()
        return code

    def kill(self) -> None:
        """End the engine as a power cut does."""
        self._engine.send_signal(signal.SIGKILL)
        self._engine.wait(timeout=60)
        self._watch.wait(timeout=60)
        self._log.close()

    def verb(self, *argv: str) -> "subprocess.CompletedProcess[str]":
        """Run a verb beside the engine, which it asks over its socket.

        It runs in this process: as a program of its own it takes 0.3 s of CPU, which the engine under test
        then lacks. It has its own thread, since a test may run in an event loop.
        """
        with ThreadPoolExecutor(1) as beside:
            runner = CliRunner()
            done = beside.submit(runner.invoke, root, argv, catch_exceptions=False).result()
        return subprocess.CompletedProcess(argv, done.exit_code, done.stdout, done.stderr)

    def take(self, verb: str, *argv: str) -> None:
        """Run a verb of `frame` until it is done: under load a poll may be late and the take refused, and one
        right behind another does not count."""
        not_yet = [Words("en")(code) for code in ("frame.unknown", "frame.too-soon")]

        def is_done() -> bool:
            done = self.verb("frame", verb, *argv)
            said = done.stdout + done.stderr
            assert not done.returncode or any(words in said for words in not_yet), said
            return not done.returncode

        until(is_done, f"{verb} {argv} is done", DEADLINE_S, ASK_EVERY_S)

    def status(self) -> Status:
        """What `status --json` says."""
        done = self.verb("status", "--json", "--state-dir", self._state)
        if done.returncode:
            raise AssertionError(f"status ends with {done.returncode}: {done.stderr}{self._said()}")
        status: Status = json.loads(done.stdout)
        return status

    def mark(self) -> int:
        """A place in the stream of events, to look only at what comes later."""
        with self._news:
            return len(self._events)

    def events(self, kind: str, mark: int = 0) -> list[Event]:
        """The events of that kind since that place."""
        with self._news:
            return [event for event in self._events[mark:] if event["kind"] == kind]

    def await_event(
        self, kind: str, mark: int = 0, /, deadline_s: float = DEADLINE_S, **data: object
    ) -> Event:
        """The first event of that kind with these data after that place, as soon as it is there."""

        def found() -> Event | None:
            matching = (e for e in self.events(kind, mark) if data.items() <= e["data"].items())
            return next(matching, None)

        give_up_s = time.monotonic() + deadline_s
        with self._news:
            while (event := found()) is None:
                if not self._news.wait(give_up_s - time.monotonic()):
                    came = f"came: {self._events[mark:]}{self._said()}"
                    raise AssertionError(f"no {kind} {data} within {deadline_s:g} s; {came}")
        return event

    def await_status(
        self, condition: Callable[[Status], object], what: str, deadline_s: float = DEADLINE_S
    ) -> Status:
        """The first status of which `condition` is true."""
        give_up_s = time.monotonic() + deadline_s
        while not condition(status := self.status()):
            if time.monotonic() > give_up_s:
                raise AssertionError(f"not within {deadline_s:g} s: {what}; {_brief(status)}{self._said()}")
            time.sleep(ASK_EVERY_S)
        return status

    def _start(self, program: Sequence[str], verb: str, *argv: str, out: Any) -> "subprocess.Popen[str]":
        command = [*program, verb, *argv, "--state-dir", self._state]
        return subprocess.Popen(
            self._place.command("centre", command),
            stdin=subprocess.DEVNULL, stdout=out, stderr=self._log, text=True,
        )  # fmt: skip

    def _await_engine(self) -> None:
        give_up_s = time.monotonic() + DEADLINE_S
        while self.verb("status", "--json", "--state-dir", self._state).returncode:
            if self._engine.poll() is not None or time.monotonic() > give_up_s:
                raise AssertionError(f"collect does not run{self._said()}")
            time.sleep(ASK_EVERY_S)

    def _follow(self) -> None:
        assert self._watch.stdout
        for line in self._watch.stdout:
            with self._news:
                self._events.append(json.loads(line))
                self._news.notify_all()

    def _said(self) -> str:
        return f"\ncollect said:\n{self._log_path.read_text()}"


def _brief(status: Status) -> str:
    """What a failed wait shows of a status: everything but the readings."""
    lines = [f"{status['at']} blind={status['blind']} {status['counters']}"]
    for site in status["sites"]:
        devices = [f"{d['name']} ping={d['ping']} fault={d['fault']}" for d in site["devices"]]
        figures = f"rtt_ms={site['rtt_ms']} loss_ratio={site['loss_ratio']}"
        lines.append(f"{site['id']} {site['state']} {figures} | {', '.join(devices)}")
    return "\n".join(lines)


def site_of(status: Status, site_id: str) -> Mapping[str, Any]:
    """One site of a status."""
    return next(site for site in status["sites"] if site["id"] == site_id)


def device_of(status: Status, site_id: str, name: str) -> Mapping[str, Any]:
    """One device of a status."""
    return next(device for device in site_of(status, site_id)["devices"] if device["name"] == name)


def reading_of(device: Mapping[str, Any], metric: str) -> Mapping[str, Any]:
    """One reading of a device; an empty mapping where it has none."""
    return next((reading for reading in device["readings"] if reading["metric"] == metric), {})


def in_state(status: Status, *states: str) -> set[str]:
    """The ids of the sites in one of these states."""
    return {site["id"] for site in status["sites"] if site["state"] in states}


def all_answer(status: Status) -> bool:
    """Whether every site is up, and so is every device of it that is pinged.

    A device is found back some seconds after its site's line: one that is switched off in between was never
    seen to fall.
    """
    return all(
        site["state"] == "up" and all(device["ping"] != "down" for device in site["devices"])
        for site in status["sites"]
    )
