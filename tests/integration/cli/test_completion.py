"""What bash, zsh and fish offer at a Tab, by the script that `completion` prints."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from gbdt_console.cli.main import root

ASK = {
    "bash": """source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gbdt_console
printf '%s\\n' "${COMPREPLY[@]}" """,
    "zsh": """compdef() { :; }; compset() { PREFIX=${PREFIX#*=}; }; _files() { print -l -- ${PREFIX}*(N); }
_describe() { local entry; for entry in $found; do [[ $entry == $PREFIX* ]] && print -- ${entry%%:*}; done; }
source $1; shift; words=("$@"); CURRENT=$#; PREFIX=${@[-1]}; _gbdt_console; true""",
    "fish": """source $argv[1]; complete -C (string join ' ' -- $argv[2..]) | string split -f 1 \\t; true""",
}
"""How each shell is asked what it offers; zsh's own functions need a terminal and are stood in for."""

CASES = (
    (("ch",), ("check", "checklist")),
    (("meetings", "sh"), ("show",)),
    (("--lang", "vi", "meetings", "sh"), ("show",)),
    (("alarms", "--j"), ("--json",)),
    (("--lang", ""), ("en", "vi")),
    (("console", "--mode", "ch"), ("checklist",)),
    (("floor", "break", ""), ("off", "on")),
    (("outage", "state", "7", "--reason", "meetings", "res"), ("restored",)),
    (("ack", "1", "2", "--e"), ("--ended",)),
    (("shutdown", "do"), ("done",)),
    (("check", "./here"), ("./here.yaml",)),
    (("--config", "./here"), ("./here.yaml",)),
    (("ack", ""), ()),
)


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("scripts")
    (folder / "here.yaml").touch()
    for shell in ASK:
        made = CliRunner().invoke(root, ["completion", shell, "--lang", "vi"])
        (folder / shell).write_text(made.output, "utf-8")
    return {shell: folder / shell for shell in ASK}


def offered(shell: str, script: Path, typed: Sequence[str]) -> list[str]:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    option = {"bash": "-u", "zsh": "-f", "fish": "--no-config"}[shell]
    name = [] if shell == "fish" else [shell]
    argv = [shell, option, "-c", ASK[shell], *name, script, "gbdt-console", *typed]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, cwd=script.parent, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")
    return sorted(line for line in done.stdout.splitlines() if line)


@pytest.mark.parametrize("shell", ASK)
def test_a_tab_offers_what_may_follow(shell: str, scripts: Mapping[str, Path]) -> None:
    assert [(typed, tuple(offered(shell, scripts[shell], typed))) for typed, _ in CASES] == list(CASES)


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_value_behind_an_equals_sign_is_completed(shell: str, scripts: Mapping[str, Path]) -> None:
    typed = ("--lang", "=", "v") if shell == "bash" else ("--lang=v",)
    assert offered(shell, scripts[shell], typed) == ["vi"]


def test_bash_keeps_count_behind_a_time_of_day(scripts: Mapping[str, Path]) -> None:
    typed = ("meetings", "move", "7", "14", ":", "50", "--m")
    assert offered("bash", scripts["bash"], typed) == ["--minutes"]


def test_shellcheck_finds_nothing_in_the_script_of_bash(scripts: Mapping[str, Path]) -> None:
    if not shutil.which("shellcheck"):
        pytest.skip("shellcheck is not installed")
    argv = ["shellcheck", "--shell=bash", scripts["bash"]]
    assert subprocess.run(argv, capture_output=True, text=True, check=False).stdout == ""
