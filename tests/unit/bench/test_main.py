"""`make bench` goes on after a failure, writes after each measurement and names at its end what failed."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bench import __main__ as bench_main
from bench.figure import Figure, Work
from bench.module_run import ModuleRun

FIGURE = Figure("a figure", "ms", 9.0, Work(1, 1, "keys"), budget=1.0)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "build" / "bench.json"


def rows(target: Path) -> list[dict[str, Any]]:
    return json.loads(target.read_text()) if target.exists() else []


def test_each_measurement_is_written_before_the_next_begins(
    target: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written = []

    def run_one(name: str, limit_s: float, **_: object) -> ModuleRun:
        written.append([row["module"] for row in rows(target)])
        failed = "TimeoutError: no word" if name == "icmp" else ""
        return ModuleRun(name, 60.0, [FIGURE], failed=failed)

    monkeypatch.setattr(bench_main, "run_module", run_one)
    assert bench_main.main(["--to", str(target), "alarms", "icmp", "snmp"]) == 1
    assert written == [[], ["alarms"], ["alarms", "icmp"]]
    assert [row["failed"] for row in rows(target)] == ["", "TimeoutError: no word", ""]
    assert rows(target)[1]["figures"][0]["holds"] is False
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    end = capsys.readouterr().out
    assert end.endswith("FAILED    icmp: TimeoutError: no word\n")
    assert "    3.0       3  all" in end
    assert end.count("BROKEN") == 3


def test_the_whole_ends_in_its_time(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now_s, limits_s = [0.0], []

    def run_one(name: str, limit_s: float, **_: object) -> ModuleRun:
        limits_s.append(limit_s)
        now_s[0] += limit_s
        return ModuleRun(name, limit_s)

    monkeypatch.setattr(bench_main, "run_module", run_one)
    monkeypatch.setattr(bench_main, "time", SimpleNamespace(monotonic=lambda: now_s[0]))
    assert bench_main.main(["--to", str(target)]) == 1
    assert sum(limits_s) == bench_main.WHOLE_S
    assert [row["module"] for row in rows(target)] == bench_main.module_names()
    assert rows(target)[-1]["failed"].startswith("no time was left")


def test_an_unknown_measurement_is_refused(target: Path) -> None:
    with pytest.raises(SystemExit):
        bench_main.main(["--to", str(target), "imcp"])
    assert not target.exists()
