"""Proves that the console refuses to open without a terminal, before it starts or deletes anything."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.support.places import ROOT

PROGRAM = Path(sys.executable).parent / "gbdt-console"
LIMIT_S = 60
SENTENCES = {"vi": "Màn hình giám sát chỉ mở được", "en": "The console opens only in a terminal"}
SECRETS = ("GBDT_SNMP_AUTH", "GBDT_SNMP_PRIV", "GBDT_SNMP_COMMUNITY")


@pytest.fixture
def terminal() -> Iterator[int]:
    near, far = os.openpty()
    yield far
    os.close(near)
    os.close(far)


def run(
    state: Path, *verb: str, keys: int, screen: int, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, "--state-dir", state, *verb],
        stdin=keys, stdout=screen, stderr=subprocess.PIPE, text=True, timeout=LIMIT_S, cwd=state,
        env=os.environ | {"TERM": "xterm-256color"} | (environment or {}),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "missing", "language"),
    [
        ("demo", "keys", "vi"), ("demo", "screen", "en"), ("demo", "both", "vi"),
        ("console", "keys", "en"), ("console", "screen", "vi"), ("console", "both", "en"),
    ],
)  # fmt: skip
def test_it_refuses_in_one_sentence_and_leaves_the_records_alone(
    verb: str, missing: str, language: str, tmp_path: Path, terminal: int
) -> None:
    keys = terminal if missing == "screen" else subprocess.DEVNULL
    screen = terminal if missing == "keys" else subprocess.PIPE
    (tmp_path / "journal.sqlite").write_text("records")
    ended = run(tmp_path, "--lang", language, verb, keys=keys, screen=screen)
    assert ended.returncode == 2
    assert SENTENCES[language] in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["journal.sqlite"]
    assert (tmp_path / "journal.sqlite").read_text() == "records"


def test_it_refuses_in_the_language_of_the_configuration(tmp_path: Path) -> None:
    text = (ROOT / "config" / "sites.yaml").read_text()
    config = tmp_path / "sites.yaml"
    config.write_text(text.replace("language: vi", "language: en"))
    secrets = dict.fromkeys(SECRETS, "long-enough-secret")
    ended = run(
        tmp_path, "console", "--config", str(config),
        keys=subprocess.DEVNULL, screen=subprocess.PIPE, environment=secrets,
    )  # fmt: skip
    assert SENTENCES["en"] in ended.stderr


@pytest.mark.parametrize(
    ("options", "exit_code", "sentence"),
    [((), 3, "Nothing to view"), (("--metrics", "9464"), 2, "leave --metrics out")],
)
def test_an_observer_starts_no_engine(
    options: Sequence[str], exit_code: int, sentence: str, tmp_path: Path, terminal: int
) -> None:
    ended = run(tmp_path, "--lang", "en", "console", "--observe", *options, keys=terminal, screen=terminal)
    assert ended.returncode == exit_code
    assert sentence in ended.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name != "engine.log"] == []
