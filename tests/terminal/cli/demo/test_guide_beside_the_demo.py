"""Who learns types the guide's commands in a second window, beside the demonstration, as they are printed."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pexpect
import pytest
from click.testing import CliRunner

from gbdt_console.cli.failures import Exit
from gbdt_console.cli.main import root
from tests.support.pages import GUIDE, commands_of, name_of
from tests.support.papers.letters import REFUSED_WITHOUT

PROGRAM = Path(sys.executable).parent / "gbdt-console"
LIMIT_S = 60
ELSEWHERE = ("demo", "replay", "console", "doctor")
"""They ask for a terminal, or judge the settings of a real PC, and have tests of their own."""
ANSWERED_NO = (
    "verify --head", "notify test", "check --reach", "takeover", "machine accept", *REFUSED_WITHOUT
)  # fmt: skip
"""The head is that of another journal; a simulated province sends nothing, has no device, and has one PC,
which commands."""


@pytest.fixture
def _shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty folder, and a home without settings whose path leaves room for that of a socket."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name in ("CONFIG", "STATE_DIR", "LANG"):
        monkeypatch.delenv(f"GBDT_{name}", raising=False)
    with TemporaryDirectory() as home:
        monkeypatch.setenv("XDG_STATE_HOME", home)
        yield


def typed(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(root, words)
    return result.exit_code, result.output


@pytest.mark.usefixtures("_shell")
def test_each_command_of_the_guide_works_beside_the_demonstration() -> None:
    demo = pexpect.spawn(
        str(PROGRAM), ["demo", "--province", "2010", "--scenario", "quiet"],
        dimensions=(30, 100), timeout=LIMIT_S, env=os.environ | {"TERM": "xterm-256color"},
    )  # fmt: skip
    try:
        demo.expect(r"11/11")
        assert "tỉnh mẫu" in typed("status")[1]
        wrong = []
        for page in GUIDE:
            for words in commands_of(page):
                line = " ".join(words)
                if line.startswith(ELSEWHERE):
                    continue
                exit_code, said = typed(*words)
                if exit_code != (Exit.FAILED if line.startswith(ANSWERED_NO) else Exit.DONE):
                    wrong.append((name_of(page), line, exit_code, said[-300:]))
        assert wrong == []
    finally:
        demo.close(force=True)
    assert typed("status")[0] == Exit.NO_ENGINE
    assert typed("meetings", "notice", "1", "power")[0] == Exit.NO_ENGINE
