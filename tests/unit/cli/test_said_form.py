"""Every verb that prints takes `--json`: its own form, or what it said and how it ended."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gbdt_console.cli import main, said_form
from gbdt_console.cli.failures import Exit
from tests.support.cli.verb_json_page import PAGE, has_json, leaf_verbs, page

MODULE = '''
import click

from gbdt_console.cli.failures import Exit


@click.command()
@click.argument("code", type=int)
def greet(code: int) -> None:
    """Greet."""
    click.echo("xin chào")
    click.echo("cẩn thận", err=True)
    if code == 9:
        raise BrokenPipeError
    if code:
        raise SystemExit(Exit(code))
'''


@pytest.fixture
def greet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A verb of a module outside the package."""
    (tmp_path / "said_verb.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(main.PHASES["In a meeting"], "greet", "said_verb:greet")
    monkeypatch.delitem(sys.modules, "said_verb", raising=False)


def test_every_verb_that_prints_takes_json() -> None:
    verbs = dict(leaf_verbs())
    assert [name for name, verb in verbs.items() if not has_json(verb)] == sorted(said_form.WITHOUT)


@pytest.mark.usefixtures("greet")
@pytest.mark.parametrize("code", Exit)
def test_what_is_said_and_how_it_ended_is_one_object(code: Exit) -> None:
    result = CliRunner().invoke(main.root, ["greet", str(code.value), "--json"])
    assert (result.exit_code, result.stderr) == (code, "")
    assert json.loads(result.stdout) == {
        "form": 1,
        "verb": "greet",
        "exit": code.value,
        "outcome": said_form.OUTCOMES[code],
        "lines": ["xin chào"],
        "warnings": ["cẩn thận"],
    }


@pytest.mark.usefixtures("greet")
def test_a_reader_that_leaves_early_is_an_error_only_where_the_end_matters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert CliRunner().invoke(main.root, ["greet", "9"]).exit_code == 0
    for verb in ("backup", "check", "doctor", "evidence", "restore", "verify", "ack"):
        monkeypatch.setitem(main.PHASES["In a meeting"], verb, "said_verb:greet")
        assert CliRunner().invoke(main.root, [verb, "9"]).exit_code != 0


def test_the_page_is_made_from_the_form_and_the_verbs() -> None:
    text = PAGE.read_text("utf-8")
    assert page(text) == text
