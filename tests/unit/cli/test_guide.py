"""The written pages name files, commands and keys that exist."""

import re
import shlex
from pathlib import Path

import click
import pytest

from gbdt_console.cli.context import Context
from gbdt_console.cli.help_texts import in_language
from gbdt_console.cli.main import root
from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.screens.screen_table import all_actions
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.guide_pictures import PICTURES, SNAPSHOT_OF, SNAPSHOTS
from tests.support.pages import DOCS, GUIDE, PAGES, WITH_COMMANDS, commands_of, name_of

_LINK = re.compile(r"\[[^]]*\]\(([^)\s]+)\)")
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_NUMBER = re.compile(r"\d+|\+\d+|\d+h\d+")
"""A site's number, a digit of a choice, or a typed time: '+20'."""
_FILES = {".yaml", ".jsonl", ".tar", ".sqlite"}
"""Ends of the files that a command wants to be there before it runs."""
_OF_DIALOGS = {"Enter", "Esc", "Tab"}


def _parse(arguments: list[str]) -> None:
    """Parse a command line as click does before it runs anything."""
    command = in_language(root)
    parent: click.Context | None = None
    while True:
        obj = Context.of_call((), {})
        context = command.make_context("gbdt-console", list(arguments), parent=parent, obj=obj)
        arguments = [*context._protected_args, *context.args]
        if not isinstance(command, click.Group) or not arguments:
            return
        parent, name = context, arguments[0]
        found = command.get_command(context, name)
        assert found is not None, f"no verb {name}"
        command, arguments = found, arguments[1:]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_to_files_that_exist(page: Path) -> None:
    for target in _LINK.findall(page.read_text("utf-8")):
        if not re.match(r"[a-z]+:|#", target):
            assert (page.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=name_of)
def test_commands_parse_with_verb_and_options(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in commands_of(page):
        for file in (tmp_path / word for word in arguments if Path(word).suffix in _FILES):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
        try:
            _parse(arguments)
        except click.exceptions.Exit:
            continue
        except click.UsageError as error:
            pytest.fail(f"gbdt-console {shlex.join(arguments)}: {error.format_message()}")


def test_a_command_that_does_not_exist_is_found() -> None:
    with pytest.raises(click.UsageError):
        _parse(["verify", "--heads", "1"])
    with pytest.raises(AssertionError):
        _parse(["checklist", "prints"])


@pytest.mark.parametrize("page", GUIDE, ids=name_of)
def test_keys_of_the_guide_stand_in_the_action_table(page: Path) -> None:
    words = Words(page.parent.name)
    names = {part for action in all_actions() for part in action.key_name(words).split()} | _OF_DIALOGS
    for span in _SPAN.findall(page.read_text("utf-8")):
        if not span.startswith("gbdt-console"):
            unknown = [key for key in span.split() if key not in names and not _NUMBER.fullmatch(key)]
            assert not unknown, span


def test_both_languages_have_the_same_pages() -> None:
    for language in LANGUAGES:
        names = {page.name for page in GUIDE if page.parent.name == language}
        assert names == {topic.file(language) for topic in GuideTopic}


@pytest.mark.parametrize("picture", SNAPSHOT_OF)
def test_pictures_of_the_guide_are_those_of_the_screens(picture: str) -> None:
    snapshot = (SNAPSHOTS / SNAPSHOT_OF[picture]).read_bytes()
    assert (PICTURES / picture).read_bytes() == snapshot, "make pictures makes it anew"


def test_the_index_of_the_documentation_names_every_page() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    pages = [page.name for page in DOCS.glob("*.md") if page.name != "README.md"]
    assert [name for name in pages if f"({name})" not in index] == []


@pytest.mark.parametrize(
    ("page", "vietnamese"), [("setup", "thiet-lap"), ("install", "cai-dat"), ("remote", "xem-tu-xa")]
)
def test_a_translated_page_has_every_section_and_every_typed_line(page: str, vietnamese: str) -> None:
    pages = (DOCS / f"{page}.md", DOCS / "vi" / "lap-dat" / f"{vietnamese}.md")
    texts = [one.read_text("utf-8") for one in pages]
    sections, typed = (
        [pattern.findall(text) for text in texts]
        for pattern in (
            re.compile(r"^#+ ", re.MULTILINE),
            re.compile(r"^ {4,}\S.*?(?=\s+#|\s*$)", re.MULTILINE),
        )
    )
    assert sections[0] == sections[1]
    assert typed[0] == typed[1]
