"""The verbs as a person or a script meets them: what they print and how they exit."""

import asyncio
import getpass
import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gbdt_console.cli.main import root
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.engine.hosting.engine_thread import EngineThread
from gbdt_console.settings.shipped import shipped_example
from gbdt_console.text.words import Words
from tests.support.cli.station import Station
from tests.support.places import DOCS


def until_all_up(thread: EngineThread) -> None:
    async def wait() -> None:
        changed = asyncio.Event()
        thread.engine.publisher.on_snapshot(lambda _: changed.set())
        while not all(v.state is PointState.UP for v in thread.engine.publisher.latest.sites):
            await changed.wait()
            changed.clear()

    asyncio.run_coroutine_threadsafe(wait(), thread.loop).result(10)


def test_status_names_every_point_in_order(station: Station) -> None:
    with station.engine() as thread:
        until_all_up(thread)
        result = station.run("status", lang="vi")
    phases, *lines = result.output.splitlines()
    assert result.exit_code == 0
    assert phases.startswith("LỊCH: ")
    assert [line.split()[0] for line in lines] == [str(n) for n in range(1, 12)]
    assert all("bình thường" in line for line in lines)
    assert "Sa Pa" in lines[7]


def test_status_is_one_sentence_for_who_asks_by_phone(station: Station) -> None:
    with station.engine() as thread:
        until_all_up(thread)
        result = station.run("status", "--sentence", lang="vi")
    assert (result.exit_code, result.output) == (0, "11/11 kết nối được\n")


def test_status_json_has_the_documented_fields(station: Station) -> None:
    began_s = SystemClock().monotonic()
    with station.engine() as thread:
        until_all_up(thread)
        answer = json.loads(station.run("status", "--json").output)
    assert answer["form"] == 1
    assert answer["recording"] == "writing"
    sapa = next(site for site in answer["sites"] if site["number"] == 8)
    assert sapa["name"] == "Sa Pa"
    assert sapa["state"] == "up"
    assert sapa["since"].endswith("Z")
    assert sapa["rtt_ms"] == 12.0
    assert 0 <= sapa["age_s"] <= SystemClock().monotonic() - began_s
    assert {device["kind"] for device in sapa["devices"]} >= {"router", "codec", "ups"}
    documented = (DOCS / "status-json.md").read_text()
    for field in {*answer, *sapa, *sapa["devices"][0]}:
        assert f"`{field}`" in documented or f"`{field}[]`" in documented, field


@pytest.mark.parametrize("verb", [("status",), ("watch",)])
def test_without_an_engine_exit_code_3_says_how_to_start_one(verb: tuple[str, ...], station: Station) -> None:
    result = station.run(*verb)
    assert result.exit_code == 3
    assert "gbdt-console collect" in result.stderr


def test_a_meeting_is_recorded_by_the_running_engine(station: Station) -> None:
    with station.engine():
        started = station.run("meeting", "start", "Giao ban", "--chair", "1", "--order", "8,3")
        assert started.exit_code == 0
        assert started.stdout.splitlines()[-1] == "recorded"
        answer = json.loads(station.run("status", "--json").output)
        assert answer["meeting"]["title"] == "Giao ban"
        assert len(answer["meeting"]["running_order"]) == 2
        again = station.run("meeting", "start", "Khác", "--chair", "2")
        assert again.exit_code == 4
        assert "already running" in again.stderr
        assert station.run("meeting", "end").exit_code == 0


def test_a_meeting_is_recorded_without_an_engine_too(station: Station) -> None:
    assert station.run("meeting", "start", "Giao ban", "--chair", "1").exit_code == 0
    with station.engine():
        assert json.loads(station.run("status", "--json").output)["meeting"]["title"] == "Giao ban"
        assert station.run("meeting", "end").exit_code == 0
    assert station.run("meeting", "end").exit_code == 4
    assert station.run("verify").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("start", "Họp", "--chair", "77"), "77"),
        (("start", "Họp", "--chair", "1", "--opening", "25:99"), "25:99"),
    ],
)
def test_a_slip_in_a_meeting_is_named(words: tuple[str, ...], said: str, station: Station) -> None:
    result = station.run("meeting", *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_whoever_is_no_operator_records_no_meeting(station: Station) -> None:
    station.config.write_text(shipped_example("sites.yaml"))
    result = station.run("meeting", "start", "Họp", "--chair", "1")
    assert result.exit_code == 4
    assert "operator" in result.stderr
    assert f"User: {getpass.getuser()}. File in use: {station.config}" in result.stderr


@pytest.mark.parametrize("verb", [("alarms",), ("outages",), ("report", "year")])
def test_a_journal_without_an_entry_counts_as_no_journal(verb: tuple[str, ...], station: Station) -> None:
    station.record()
    result = station.run(*verb)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "No engine runs" in result.stderr


def test_the_yearly_review_names_the_file_that_it_cannot_read(station: Station) -> None:
    station.config.write_text("sites: [")
    result = station.run("report", "year")
    assert result.exit_code == 1
    assert f"{station.config}:" in result.stderr


def test_a_wrong_configuration_is_exit_code_1_with_every_place(station: Station) -> None:
    text = (
        station.config.read_text()
        .replace("number: 8", "number: 7")
        .replace("carrier: vnpt", "carrier: vmpt", 1)
    )
    station.config.write_text(text)
    result = station.run("check")
    assert result.exit_code == 1
    assert len(re.findall(r"sites\.yaml:\d+:\d+: ", result.stderr)) >= 2


def test_check_warns_of_a_name_with_a_foreign_letter_and_passes(station: Station) -> None:
    text = station.config.read_text()
    assert text.count("name: Sa Pa,") + text.count("name: Sa Pa\n") == 1
    station.config.write_text(text.replace("name: Sa Pa", "name: S\u0430 Pa"))
    result = station.run("check")
    assert result.exit_code == 0
    assert "S\u0430 Pa" in result.stderr


def test_an_example_of_any_size_is_right(station: Station) -> None:
    station.config.write_text(station.run("example", "--sites", "40").stdout)
    result = station.run("check")
    assert result.exit_code == 0
    assert "40 sites" in result.output


def test_two_engines_do_not_share_a_state_directory(station: Station) -> None:
    with station.engine():
        result = station.run("collect")
    assert result.exit_code == 4
    assert str(station.state) in result.stderr


def test_verify_finds_one_changed_letter(station: Station) -> None:
    assert station.run("meeting", "start", "Giao ban", "--chair", "1").exit_code == 0
    assert station.run("verify").exit_code == 0
    path = station.state / "journal.sqlite"
    content = path.read_bytes()
    assert content.count(b"Giao ban") == 1
    path.write_bytes(content.replace(b"Giao ban", b"Giao bao"))
    damaged = station.run("verify")
    assert damaged.exit_code == 4
    assert "1" in damaged.output


def test_records_are_private(station: Station) -> None:
    assert station.run("meeting", "start", "Giao ban", "--chair", "1").exit_code == 0
    for path in station.state.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
    assert os.stat(station.state).st_mode & 0o077 == 0


def test_beside_a_running_engine_no_verb_of_a_meeting_asks_for_sites_yaml(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    def run(*words: str) -> Result:
        return CliRunner().invoke(root, ["--lang", "vi", "--state-dir", str(station.state), *words])

    with station.engine():
        for verb in (
            ("meeting", "start", "Giao ban", "--chair", "1", "--order", "8,9"),
            ("maintenance", "plan", "8", "--until", "23:59", "--reason", "thay UPS"),
        ):
            result = run(*verb)
            assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "đã ghi"), verb
        assert run("profile", "list").stdout == Words("vi")("profile.none") + "\n"
        status = run("status", "--json")
    assert json.loads(status.output)["meeting"]["title"] == "Giao ban"
