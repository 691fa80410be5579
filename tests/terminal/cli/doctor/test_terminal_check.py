"""`doctor` judges the terminal on which it runs."""

import json
import os
import sys
from pathlib import Path

import pexpect
import pytest

PROGRAM = "from gbdt_console.cli.main import main; main()"
LIMIT_S = 60


@pytest.mark.parametrize(
    ("size", "environ", "outcome"),
    [
        ((80, 24), {"TERM": "xterm-256color"}, "good"),
        ((79, 24), {"TERM": "xterm-256color"}, "small"),
        ((80, 23), {"TERM": "xterm-256color"}, "small"),
        ((80, 24), {"TERM": "vt100"}, "colours"),
        ((80, 24), {"TERM": "xterm-256color", "NO_COLOR": "1"}, "colours"),
        ((80, 24), {"TERM": "dumb"}, "unknown"),
        ((80, 24), {"TERM": "no-such-terminal"}, "unknown"),
        ((80, 24), {"TERM": ""}, "unknown"),
    ],
)
def test_kind_size_and_colours_of_the_terminal_are_judged(
    size: tuple[int, int], environ: dict[str, str], outcome: str, tmp_path: Path
) -> None:
    told = json.loads(run(size, environ, tmp_path, "--json"))
    assert [one["outcome"] for one in told["findings"] if one["check"] == "terminal"] == [outcome]


def test_a_line_is_broken_between_words_and_a_cure_never(tmp_path: Path) -> None:
    state = tmp_path / ("x" * 10)
    state.mkdir()
    state.chmod(0o777)
    environ = {"TERM": "xterm-256color", "GBDT_STATE_DIR": str(state)}
    lines = run((80, 24), environ, tmp_path, "--lang", "en").splitlines()
    assert f"           -> chmod 700 {state}" in lines
    told = [line for line in lines if "/" not in line]
    assert max(map(len, told)) <= 80
    assert any(line.startswith(" " * 11) for line in told)


def run(size: tuple[int, int], environ: dict[str, str], home: Path, *options: str) -> str:
    """Return what the verb writes on a terminal of that size."""
    columns, rows = size
    child = pexpect.spawn(
        sys.executable,
        ["-c", PROGRAM, "doctor", *options],
        dimensions=(rows, columns),
        env={"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environ},
        cwd=str(home),
        timeout=LIMIT_S,
    )
    told: str = child.read().decode()
    return told
