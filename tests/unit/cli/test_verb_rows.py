"""A verb is a module and a row in VERBS: the command line adds help, options, language and exit codes."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gbdt_console.cli import main
from gbdt_console.text.words import LANGUAGES, Words

MODULE = '''
import click

from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail


@click.command()
@click.argument("site")
@with_context
def greet(context: Context, site: str) -> None:
    """Greet SITE politely."""
    words = context.words()
    if site == "0":
        fail(Exit.USAGE, words, "verb.site-unknown", site=site)
    click.echo(f"{words('thing.mcu')} {site} {context.state.path.name}")
'''


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A command line that has one more verb, `greet`, of a module outside the package."""
    (tmp_path / "greeting_verb.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(main, "VERBS", {**main.VERBS, "greet": "greeting_verb:greet"})
    monkeypatch.delitem(sys.modules, "greeting_verb", raising=False)
    return CliRunner()


def test_a_row_puts_a_verb_with_its_help_on_the_command_line(runner: CliRunner) -> None:
    assert "greet        Greet SITE politely." in runner.invoke(main.root, ["--help"]).output
    own = runner.invoke(main.root, ["--lang", "en", "greet", "--help"]).output
    assert "SITE" in own
    assert "--state-dir DIR" in own


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_added_verb_speaks_the_chosen_language(language: str, runner: CliRunner) -> None:
    words = Words(language)
    done = runner.invoke(main.root, ["--lang", language, "--state-dir", "/tmp/home", "greet", "8"])
    assert (done.exit_code, done.stdout) == (0, f"{words('thing.mcu')} 8 home\n")
    failed = runner.invoke(main.root, ["greet", "0", "--lang", language])
    assert (failed.exit_code, failed.stderr) == (2, words("verb.site-unknown", site="0") + "\n")


def test_a_verb_is_imported_only_when_it_is_called(runner: CliRunner) -> None:
    assert runner.invoke(main.root, ["verify", "--help"]).exit_code == 0
    assert "greeting_verb" not in sys.modules
    assert runner.invoke(main.root, ["greet", "8"]).exit_code == 0
    assert "greeting_verb" in sys.modules
