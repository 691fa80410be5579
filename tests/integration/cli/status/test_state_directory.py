"""Verbs over a state directory that they cannot use."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from gbdt_console.cli.main import root


@pytest.mark.parametrize("verb", [["status"], ["watch"]])
def test_a_state_directory_that_is_none_is_one_clear_line(verb: list[str], tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    result = CliRunner().invoke(root, ["--state-dir", str(file), "--lang", "en", *verb])
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 4
    assert result.output.count("\n") == 1
