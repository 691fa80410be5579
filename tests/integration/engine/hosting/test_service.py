"""`collect` under a service manager: what it tells, what it outlives, and the codes it ends with."""

import asyncio
import os
import re
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from gbdt_console.cli.failures import Exit
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.hosting.host import run_in_foreground
from gbdt_console.engine.hosting.open_records import records_of
from gbdt_console.engine.hosting.service_manager import ServiceManager
from gbdt_console.engine.hosting.state_directory import EngineLock, StateDirectory
from gbdt_console.engine.records.records import Records
from tests.support.engine.collecting import LIMIT_S, PROGRAM, collecting, manager_at, until_told
from tests.support.engine.fake_world import FakeEcho, FakeWorld
from tests.support.engine.networks import network
from tests.support.places import ROOT
from tests.support.wait import until


@pytest.mark.parametrize("place", ["file", "abstract"])
def test_the_manager_is_told_of_start_life_and_end(place: str, tmp_path: Path) -> None:
    address = str(tmp_path / "notify") if place == "file" else f"@gbdt-test-{tmp_path.name}"
    told = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "2000000"}
    with manager_at(address) as manager, collecting(tmp_path) as engine:
        engine.start(told)
        until_told(manager, "READY=1")
        until_told(manager, "WATCHDOG=1")
        until_told(manager, "WATCHDOG=1")
        engine.process.send_signal(signal.SIGTERM)
        until_told(manager, "STOPPING=1")
        assert engine.process.wait(LIMIT_S) == 0


def test_a_hang_up_of_its_terminal_ends_no_monitoring(tmp_path: Path) -> None:
    main, terminal = os.openpty()
    with collecting(tmp_path) as engine:
        engine.start(terminal=terminal)
        engine.process.send_signal(signal.SIGHUP)
        until(lambda: "monitoring goes on" in engine.log, "the log tells of the hang-up")
        assert "read again" not in engine.log
        assert engine.process.poll() is None
        assert engine.end(signal.SIGTERM) == 0
    os.close(terminal)
    os.close(main)


def test_only_a_wrong_configuration_keeps_the_service_from_starting_again(tmp_path: Path) -> None:
    """The unit names code 1 in RestartPreventExitStatus."""
    with collecting(tmp_path) as engine:
        right = engine.config.read_text("utf-8")
        engine.config.write_text(right.replace("carrier: b", "carrier: c", 1), "utf-8")
        assert engine.start().process.wait(LIMIT_S) == 1
        engine.config.write_text(right, "utf-8")
        engine.state.mkdir(mode=0o700, exist_ok=True)
        with EngineLock(StateDirectory(engine.state)):
            assert engine.start().process.wait(LIMIT_S) == 4
        assert engine.start(None, "--metrics", "0.0.0.0:1").process.wait(LIMIT_S) == 2


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("raise RuntimeError('a fault of the program')", "a fault of the program"),
        ("raise KeyboardInterrupt", "Đã hủy!"),
        ("raise BrokenPipeError(32, 'a closed pipe')", ""),
    ],
    ids=["unforeseen", "interrupted", "pipe"],
)
def test_a_fault_of_the_program_is_no_wrong_configuration(fault: str, said: str) -> None:
    """Python and click would end with 1."""
    verb = "gbdt_console.cli.console.collect.network_of"
    program = f"""
from unittest.mock import patch
from gbdt_console.cli.main import main
def fail(*_, **__):
    {fault}
with patch({verb!r}, fail):
    main()
"""
    argv = [PROGRAM.with_name("python"), "-c", program, "collect"]
    ended = subprocess.run(argv, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert ended.returncode == 4
    assert said in ended.stderr


def test_a_program_that_is_just_being_replaced_is_no_wrong_configuration() -> None:
    argv = [PROGRAM.with_name("python"), "-I", "-S", ROOT / "deb/files/main.py", "collect"]
    ended = subprocess.run(argv, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert ended.returncode == 4
    assert "ModuleNotFoundError" in ended.stderr


def test_an_engine_that_its_manager_aborts_says_where_it_stood(tmp_path: Path) -> None:
    with collecting(tmp_path) as engine, (tmp_path / "errors").open("w+") as errors:
        engine.start(errors=errors)
        assert engine.end(signal.SIGABRT) == -signal.SIGABRT
        assert "cli/console/collect.py" in (tmp_path / "errors").read_text()


def test_the_unit_knows_the_code_of_a_wrong_configuration() -> None:
    unit = (ROOT / "config/gbdt-console.service").read_text()
    settings = dict(re.findall(r"^(\w+)=(.*)$", unit, re.MULTILINE))
    assert settings["Type"] == "notify"
    assert settings["Restart"] == "always"
    assert settings["RestartPreventExitStatus"] == str(int(Exit.CONFIG))
    assert settings["StartLimitIntervalSec"] == "0"
    assert int(settings["WatchdogSec"]) > 0


def test_a_frozen_loop_gives_no_sign_of_life(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    environment = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "200000"}
    state, clock = StateDirectory(tmp_path / "state"), SystemClock()
    silences = []

    def build(records: Records) -> Engine:
        echo = FakeEcho(FakeWorld(clock))  # type: ignore[arg-type]
        engine = Engine(Equipment(network(2), clock, echo, (), records, state.socket_path))
        engine.publisher.on_snapshot(freeze)
        return engine

    def freeze(_: Snapshot) -> None:
        """Hold the loop for many of the manager's limits, once it has heard of the engine."""
        if is_alive and not silences:
            manager.setblocking(False)
            drain(manager)
            manager.settimeout(1.0)
            silences.append(is_silent(manager))
            signal.raise_signal(signal.SIGTERM)

    is_alive: list[bool] = []
    with manager_at(address) as manager, records_of(state) as records:
        service = ServiceManager(environment, clock.monotonic)
        asyncio.run(run_in_foreground(build, records, service, lambda: is_alive.append(True)))
        until_told(manager, "STOPPING=1")
    assert silences == [True]


def drain(manager: socket.socket) -> None:
    try:
        while manager.recv(4_096):
            pass
    except BlockingIOError:
        return


def is_silent(manager: socket.socket) -> bool:
    try:
        manager.recv(4_096)
    except TimeoutError:
        return True
    return False
