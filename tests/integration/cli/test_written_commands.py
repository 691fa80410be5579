"""The commands of the written pages run, one after the other as they are written.

They run in one process beside one engine, over a world where everything answers and there is no MCU.
"""

import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.cli.station import Station
from tests.support.pages import DOCS, WITH_COMMANDS, commands_of, name_of
from tests.support.papers.letters import REFUSED_WITHOUT

RUN_ELSEWHERE = ("demo", "replay", "setup", "serve", "check --reach", "merge", "verify lao-cai-moi", "record")
"""Full-screen and endless ones, one that asks, one that waits for real devices: each has tests of its own.
`watch` and `collect` stand in sentences only."""
ANSWERED_NO = ("verify --head", "notify test", "takeover", "machine accept", *REFUSED_WITHOUT)
"""The head in the guide is that of another journal; a simulated province sends nothing and has one PC, which
commands."""
OF_THE_MACHINE = ("doctor",)
"""They judge the machine of the test too."""
PLACES = ("--config", "--state-dir", "--lang")
"""Options of the program; their values are those of the test."""
DONE, REFUSED = 0, 4
ENDLESS_S = 30
"""A command that takes longer would hang the whole part; it belongs to RUN_ELSEWHERE."""


def of_verb(words: list[str]) -> list[str]:
    """The verb with all behind it; nothing where a command has only options of the program."""
    while words and words[0] in PLACES:
        words = words[2:]
    return [] if not words or words[0].startswith("-") else words


@pytest.fixture
def ends_what_is_endless() -> Iterator[None]:
    """End a command that is still running when the alarm comes, and fail it."""

    def end(number: int, frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, end)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("ends_what_is_endless")
def test_every_written_command_runs(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command of a reference page may name a number, a day or a device that is not here: it is refused."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sites.yaml").write_text(station.config.read_text())
    for name in ("evidence.jsonl", "diem.csv"):
        (tmp_path / name).touch()
    (tmp_path / "tap-huan.csv").write_text("Đơn vị,SĐT\nSa Pa,0214 000 0108\n")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    wrong, done = [], 0
    with station.engine():
        station.do(
            "meetings", "register", "Giao ban", "--host", "vp-ubnd", "--opening", f"{tomorrow:%Y-%m-%d} 08:00"
        )
        station.do("checklist", "open", "--opening", "+90")
        for page in WITH_COMMANDS:
            for words in map(of_verb, commands_of(page)):
                line = " ".join(words)
                if not words or line.startswith(RUN_ELSEWHERE):
                    continue
                signal.alarm(ENDLESS_S)
                result = station.run(*words)
                is_endless = signal.alarm(0) == 0
                done += result.exit_code == DONE
                if page.parent == DOCS or line.startswith(OF_THE_MACHINE):
                    is_right = result.exit_code in (DONE, REFUSED)
                else:
                    is_right = result.exit_code == (REFUSED if line.startswith(ANSWERED_NO) else DONE)
                if is_endless or not is_right:
                    wrong.append((name_of(page), line, result.exit_code, result.output[-200:]))
    assert wrong == []
    assert done > 60
