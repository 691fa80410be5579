"""`--version` names the commit where something tells it."""

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from gbdt_console import __version__
from gbdt_console.cli import program_version
from gbdt_console.cli.main import root
from hatch_build import commit_of


@pytest.mark.parametrize("written", ["d9037daa\n", None])
def test_it_is_that_of_the_build_or_none(
    written: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_version, "_WRITTEN", tmp_path / "commit.txt")
    monkeypatch.setattr(program_version, "_TREE", tmp_path)
    if written:
        (tmp_path / "commit.txt").write_text(written)
    told = CliRunner().invoke(root, ["--version"])
    assert (told.exit_code, told.output) == (
        0, f"gbdt-console, version {__version__}" + (" (d9037daa)\n" if written else "\n"),
    )  # fmt: skip


def test_a_clone_asks_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git = tmp_path / "git"
    git.write_text('#!/bin/sh\n[ "$3 $4" = "rev-parse --short=8" ] && echo 0123abcd\n')
    git.chmod(0o755)
    (tmp_path / ".git").mkdir()
    monkeypatch.setattr(program_version, "_WRITTEN", tmp_path / "commit.txt")
    monkeypatch.setattr(program_version, "_TREE", tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert "(0123abcd)" in CliRunner().invoke(root, ["--version"]).output
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    assert CliRunner().invoke(root, ["--version"]).output == f"gbdt-console, version {__version__}\n"


def test_a_tree_inside_another_clone_has_no_commit_of_its_own(tmp_path: Path) -> None:
    commit = ("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "--allow-empty", "-qm", "x")
    for words in (("init", "-q"), commit):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True, timeout=60)
    (tmp_path / "unpacked").mkdir()
    assert len(commit_of(tmp_path)) == 8
    assert commit_of(tmp_path / "unpacked") == ""
