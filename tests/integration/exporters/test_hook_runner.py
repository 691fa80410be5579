"""Commands as real processes: what they are given, when they are ended, and how many run."""

import logging
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.exporters.hook_runner import (
    LONGEST_S,
    MOST_AT_ONCE,
    MOST_WAITING,
    HookCall,
    HookResult,
    HookRunner,
)
from tests.support.exporters.fifos import Fifo, Gate


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Fifo]:
    fifo = Fifo(tmp_path / "pipe")
    yield fifo
    fifo.close()


@pytest.fixture
def shared_pipe(tmp_path: Path) -> Iterator[Fifo]:
    fifo = Fifo(tmp_path / "shared", has_many_writers=True)
    yield fifo
    fifo.close()


@pytest.fixture
def make_runner() -> Iterator[Callable[..., HookRunner]]:
    """Runners that end with the test, whatever becomes of it."""
    made: list[HookRunner] = []

    def make(longest_s: float = LONGEST_S) -> HookRunner:
        made.append(HookRunner(longest_s))
        return made[-1]

    yield make
    for runner in made:
        runner.close()


@pytest.fixture
def runner(make_runner: Callable[..., HookRunner]) -> HookRunner:
    return make_runner()


def script(folder: Path, body: str) -> str:
    path = folder / "hook.sh"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o700)
    return str(path)


def ended(runner: HookRunner) -> dict[HookResult, int]:
    """How all ended, without those that none did."""
    runner.close()
    return {result: count for result, count in runner.results().items() if count}


def test_the_command_is_its_list_and_no_shell_reads_it(
    runner: HookRunner, tmp_path: Path, pipe: Fifo
) -> None:
    arguments = ("a b", "$HOME", "*", ";touch x", "ý")
    runner.run(HookCall((script(tmp_path, f'printf "%s|" "$@" > {pipe.path}'), *arguments), {}))
    assert pipe.to_the_end() == "".join(f"{argument}|" for argument in arguments)
    assert ended(runner) == {HookResult.DONE: 1}


@pytest.fixture
def typed() -> Iterator[None]:
    """Somebody types where the console was started."""
    before = os.dup(0)
    reading, writing = os.pipe()
    os.write(writing, b"typed\n")
    os.close(writing)
    os.dup2(reading, 0)
    yield
    os.dup2(before, 0)
    for end in (before, reading):
        os.close(end)


@pytest.mark.usefixtures("typed")
def test_a_hook_has_the_given_environment_only_and_no_terminal(
    runner: HookRunner, tmp_path: Path, pipe: Fifo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GBDT_SNMP_AUTH", "a-long-secret")
    session = "read -r _ _ _ _ _ session _ < /proc/$$/stat; [ $session = $$ ] && echo session-of-its-own"
    body = f"exec > {pipe.path}; env; cat; {session}; ls -l /proc/$$/fd"
    runner.run(HookCall((script(tmp_path, body),), {"GBDT_ALARM_NUMBER": "17", "PATH": "/usr/bin:/bin"}))
    said = pipe.to_the_end()
    assert "GBDT_ALARM_NUMBER=17" in said
    assert "secret" not in said
    assert "typed" not in said
    assert "session-of-its-own" in said
    assert "2 -> /dev/null" in said
    assert ended(runner) == {HookResult.DONE: 1}


def test_a_command_that_takes_too_long_is_killed_with_all_that_it_began(
    make_runner: Callable[..., HookRunner], tmp_path: Path, pipe: Fifo
) -> None:
    runner = make_runner(1.5)
    body = f"trap '' TERM; exec 3> {pipe.path}; echo begun >&3; sleep 1000 & wait"
    runner.run(HookCall((script(tmp_path, body),), {"PATH": "/usr/bin:/bin"}))
    assert pipe.line() == "begun"
    assert pipe.to_the_end() == ""
    assert ended(runner) == {HookResult.KILLED: 1}


def test_what_a_command_leaves_behind_is_ended_with_it(
    runner: HookRunner, tmp_path: Path, pipe: Fifo
) -> None:
    runner.run(
        HookCall((script(tmp_path, f"exec 3> {pipe.path}; sleep 1000 & exit 0"),), {"PATH": "/usr/bin:/bin"})
    )
    assert pipe.to_the_end() == ""
    assert ended(runner) == {HookResult.DONE: 1}


def test_failures_are_counted_and_logged_in_one_line_without_arguments(
    runner: HookRunner, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        runner.run(HookCall((script(tmp_path, "exit 3"), "key=secret"), {"GBDT_ALARM_NUMBER": "17"}))
        runner.run(HookCall((str(tmp_path / "absent"),), {}))
        runner.run(HookCall((str(tmp_path),), {}))
        assert ended(runner) == {HookResult.FAILED: 3}
    assert len(caplog.records) == 3
    assert "alarm 17 failed: it ended with status 3" in caplog.text
    assert "secret" not in caplog.text
    assert "Traceback" not in caplog.text


def test_few_run_at_once_some_wait_and_the_rest_is_dropped_at_once(
    runner: HookRunner, tmp_path: Path, shared_pipe: Fifo
) -> None:
    gate, log = Gate(tmp_path / "gate"), tmp_path / "log"
    body = f"echo + >> {log}; echo begun > {shared_pipe.path}; : < {gate.path}; echo - >> {log}"
    call = HookCall((script(tmp_path, body),), {"PATH": "/usr/bin:/bin"})
    for _ in range(MOST_AT_ONCE):
        runner.run(call)
    assert [shared_pipe.line() for _ in range(MOST_AT_ONCE)] == ["begun"] * MOST_AT_ONCE
    for _ in range(2):
        runner.run(call)
    for _ in range(20):  # longer than a command takes to begin
        subprocess.run(["/bin/sh", "-c", "exit"], check=True)
    assert shared_pipe.is_empty()
    for _ in range(MOST_WAITING - 2 + 3):
        runner.run(call)
    assert runner.results()[HookResult.DROPPED] == 3
    gate.open()
    for _ in range(2 * MOST_AT_ONCE):
        assert shared_pipe.line() == "begun"
    ends = ended(runner)
    gate.close()
    assert sum(ends.values()) == MOST_AT_ONCE + MOST_WAITING + 3
    steps = [1 if line == "+" else -1 for line in log.read_text().split()]
    assert max(sum(steps[: n + 1]) for n in range(len(steps))) == MOST_AT_ONCE


def test_a_critical_hook_starts_while_hanging_minor_ones_fill_all_places(
    runner: HookRunner, tmp_path: Path, shared_pipe: Fifo
) -> None:
    gate = Gate(tmp_path / "gate")
    program = script(tmp_path, f"echo $1 > {shared_pipe.path}; : < {gate.path}")
    for _ in range(MOST_AT_ONCE + MOST_WAITING):
        runner.run(HookCall((program, "minor"), {}, Severity.MINOR))
    assert [shared_pipe.line() for _ in range(MOST_AT_ONCE)] == ["minor"] * MOST_AT_ONCE
    for severity in (Severity.MAJOR, Severity.CRITICAL):
        runner.run(HookCall((program, severity.value), {}, severity))
    assert shared_pipe.line() == "critical"
    assert runner.results()[HookResult.KILLED] == 0, "it waited for the end of no minor one"
    gate.open()
    after = [shared_pipe.line() for _ in range(MOST_WAITING // 2)]
    ended(runner)
    gate.close()
    assert "major" in after


def test_the_end_of_the_console_waits_for_what_runs(
    runner: HookRunner, tmp_path: Path, pipe: Fifo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gbdt_console.exporters.hook_runner._LEFT_AT_END_S", 20.0)
    gate = Gate(tmp_path / "gate")
    runner.run(HookCall((script(tmp_path, f"echo begun > {pipe.path}; : < {gate.path}"),), {}))
    assert pipe.line() == "begun"
    closing = threading.Thread(target=runner.close)
    closing.start()
    gate.open()
    closing.join(20)
    gate.close()
    assert runner.results()[HookResult.DONE] == 1


def test_the_end_of_the_console_does_not_wait_for_ever(
    make_runner: Callable[..., HookRunner], tmp_path: Path, pipe: Fifo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gbdt_console.exporters.hook_runner._LEFT_AT_END_S", 0.2)
    runner = make_runner(1_000)
    body = f"exec 3> {pipe.path}; echo begun >&3; sleep 1000"
    runner.run(HookCall((script(tmp_path, body),), {"PATH": "/usr/bin:/bin"}))
    assert pipe.line() == "begun"
    assert ended(runner) == {HookResult.KILLED: 1}
    assert pipe.to_the_end() == ""
