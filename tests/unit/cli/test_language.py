"""Help, wrong usage and messages speak the language of the call: option, configuration, environment."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from gbdt_console.cli.main import root
from gbdt_console.text.usage import usage_in, usage_text
from gbdt_console.text.words import LANGUAGES, Words

HEADS = {"vi": ("Cách dùng:", "Lỗi: "), "en": ("Usage:", "Error: ")}
PLACEHOLDERS = {"N", "N...", "[N...]", "[N]", "SEQ", "SEQ:HASH", "HH:MM", "PRESET", "[PRESET]"}
"""Placeholders that are the same in both languages."""


Verb = tuple[str, ...]
"""The words of a verb: ('floor', 'give')."""


def walk(command: click.Command, path: Verb = ()) -> Iterator[tuple[Verb, click.Command]]:
    """Every verb and group, with its words."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            verb = command.get_command(context, name)
            assert verb is not None
            yield from walk(verb, (*path, name))


VERBS = dict(walk(root))


def texts(command: click.Command) -> Iterator[str]:
    """Every English text of a verb's help."""
    yield command.help or ""
    for parameter in command.params:
        yield getattr(parameter, "help", None) or ""
        yield parameter.metavar or ""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    """A place without a configuration of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("GBDT_LANG", "GBDT_CONFIG", "GBDT_STATE_DIR", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    return CliRunner()


def file_in(language: str, folder: Path) -> str:
    """A configuration of that language that is wrong everywhere else."""
    file = folder / f"{language}.yaml"
    file.write_text(f"network:\n  name: X\n  language: {language}\nsites: [{{}}]\n")
    return str(file)


@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_every_help_text_of_a_verb_has_vietnamese(path: Verb) -> None:
    with usage_in("vi"):
        english = [text for text in texts(VERBS[path]) if text and text not in PLACEHOLDERS]
        assert [text for text in english if usage_text(text) == " ".join(text.split())] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_help_and_a_wrong_option_speak_the_language(path: Verb, language: str, run: CliRunner) -> None:
    usage, error = HEADS[language]
    helped = run.invoke(root, ["--lang", language, *path, "--help"]).output
    assert helped.startswith(f"{usage} ")
    with usage_in(language):
        assert usage_text(VERBS[path].help or "").split()[:4] == helped.split("\n\n")[1].split()[:4]
        assert usage_text("Show this message and exit.") in helped
    wrong = run.invoke(root, [f"--lang={language}", *path, "--no-such"])
    assert wrong.exit_code == 2
    assert wrong.stderr.startswith(f"{usage} ")
    assert f"\n{error}" in wrong.stderr
    other = HEADS["en" if language == "vi" else "vi"]
    assert not any(head in helped + wrong.stderr for head in other)


WRONG_USES = (
    ["nothing"], ["floor"], ["mute", "--lang"], ["record"], ["ack", "x"], ["ack", "0"], ["example", "a", "b"],
    ["floor", "break", "maybe"], ["verify", "--json=1"], ["shelve", "1"], ["status", "--once=1"],
)  # fmt: skip


@pytest.mark.parametrize("arguments", WRONG_USES, ids=" ".join)
def test_no_english_is_left_in_a_vietnamese_usage_error(arguments: list[str], run: CliRunner) -> None:
    said = run.invoke(root, ["--lang", "vi", *arguments]).output
    assert said
    english = (
        "Usage",
        "Error",
        "Try",
        "Missing",
        "Invalid",
        "No such",
        "not ",
        "requires",
        "OPTIONS",
        "ARGS",
    )
    assert [word for word in english if word in said] == []


@pytest.mark.parametrize(
    ("option", "configured", "environment", "spoken"),
    [
        ("vi", "en", "en", "vi"),
        ("en", "vi", "vi", "en"),
        ("", "en", "vi", "en"),
        ("", "vi", "en", "vi"),
        ("", "", "en", "en"),
        ("", "", "xx", "vi"),
        ("", "", "", "vi"),
    ],
)
def test_option_goes_before_configuration_and_that_before_the_environment(
    option: str, configured: str, environment: str, spoken: str, run: CliRunner, tmp_path: Path
) -> None:
    arguments = ["--lang", option] if option else []
    arguments += ["--config", file_in(configured, tmp_path)] if configured else []
    environ = {"GBDT_LANG": environment} if environment else {}
    for asked in (["--help"], ["check", "--help"], ["check", "--nothing"]):
        assert run.invoke(root, [*arguments, *asked], env=environ).output.startswith(HEADS[spoken][0])
        assert run.invoke(root, [*asked, *arguments], env=environ).output.startswith(HEADS[spoken][0])
    said = run.invoke(root, [*arguments, "verify", "--state-dir", str(tmp_path / "none")], env=environ).output
    assert said == Words(spoken)("journal.damage.missing") + "\n"


def test_the_faults_of_an_english_configuration_are_told_in_english(run: CliRunner, tmp_path: Path) -> None:
    words, file = Words("en"), file_in("en", tmp_path)
    for arguments in (["check", file], ["check", "--config", file], ["--config", file, "collect"]):
        said = run.invoke(root, arguments)
        assert said.exit_code == 1
        assert words("verb.config-rejected", count=said.output.count(".yaml:"), file=file) in said.output


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("network: {name: X, language: en}\n", "en"),
        ("sites:\n- language: vi\n  network: {language: vi}\nnetwork:\n  language: 'en'\n", "en"),
        ("network:\n  language: en\nsites:\n\tbroken", "en"),
        ("language: en\n", "vi"),
        ("network: [language, en]\n", "vi"),
        ("network:\n  language: fr\n", "vi"),
        ("{", "vi"),
        ("", "vi"),
    ],
)
def test_the_language_is_read_from_files_that_are_wrong_elsewhere(
    text: str, language: str, run: CliRunner, tmp_path: Path
) -> None:
    (tmp_path / "sites.yaml").write_text(text)
    asked = ["--config", str(tmp_path / "sites.yaml"), "--help"]
    assert run.invoke(root, asked).output.startswith(HEADS[language][0])


def test_the_name_of_an_argument_is_told_in_vietnamese(run: CliRunner) -> None:
    for verb, placeholder in ((("check",), "[TỆP]"), (("meetings", "register"), "NỘI_DUNG")):
        usage = run.invoke(root, ["--lang", "vi", *verb, "--help"]).stdout.splitlines()[0]
        assert usage.endswith(f" {placeholder}")
