"""A verb is a module and a row in PHASES: the command line adds help, options, language and exit codes."""

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
    monkeypatch.setitem(main.PHASES["In a meeting"], "greet", "greeting_verb:greet")
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


def test_help_lists_the_verbs_by_phase(runner: CliRunner) -> None:
    told = runner.invoke(main.root, ["--lang", "vi", "-h"]).output
    phases = ("Trước cuộc họp:", "Trong cuộc họp:", "Theo dõi và sự cố:", "Sau cuộc họp:", "Chương trình:")
    places = [told.index(f"\n{phase}\n") for phase in phases]
    assert places == sorted(places)
    assert places[1] < told.index("\n  greet") < places[2] < told.index("\n  outage ") < places[3]


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [(("outge",), "outage"), (("report", "minuts"), "minutes"), (("meetngs",), "meetings")],
)
def test_a_mistyped_verb_is_answered_with_the_meant_one(
    wrong: tuple[str, ...], meant: str, runner: CliRunner
) -> None:
    done = runner.invoke(main.root, ["--lang", "vi", *wrong])
    assert (done.exit_code, done.stderr.count("Có phải:")) == (2, 1)
    assert f"'{meant}'" in done.stderr
