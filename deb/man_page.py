"""Writes the man page gbdt-console(1) from the command line's definition."""

import re
from collections.abc import Iterator

import click

from gbdt_console.cli.failures import Exit
from gbdt_console.cli.help_texts import in_language
from gbdt_console.cli.main import root
from gbdt_console.text.usage import usage_in
from gbdt_console.text.words import Words

_COMMON = frozenset({"--config", "--state-dir", "--lang", "--help"})
"""Options of every verb; the page shows them once."""
PLACES = ("./sites.yaml", "~/.config/gbdt-console/sites.yaml", "/etc/gbdt/sites.yaml")


def man_page(language: str, version: str, date: str) -> str:
    """Return the page as groff source.

    date: day that the page's foot shows, YYYY-MM-DD
    """
    words = Words(language)
    with usage_in(language):
        console = in_language(root)
        lines = [
            f'.TH GBDT-CONSOLE 1 "{date}" "gbdt-console {version}"',
            *_head(words("man.name")), f"gbdt-console \\- {_safe(words('man.about'))}",
            *_head(words("man.synopsis")), *_usage(console, "gbdt-console"),
            *_head(words("man.description")), _safe(_told(console)),
            *_head(words("man.options")), *_options(console, frozenset()),
            *_head(words("man.commands")), *_verbs(console, ""),
        ]  # fmt: skip
    lines += [*_head(words("man.exit-status")), *_exits(words)]
    lines += [*_head(words("man.files")), *_files(words), *_head(words("man.see-also"))]
    lines += [f"{_safe(words('man.docs'))}", ".I /usr/share/doc/gbdt\\-console/"]
    return "\n".join(lines) + "\n"


def _exits(words: Words) -> Iterator[str]:
    for code in Exit:
        yield from (".TP", f".B {code.value}", _safe(words(f"man.exit.{code.name.casefold()}")))


def _head(name: str) -> Iterator[str]:
    yield f'.SH "{_safe(name)}"'


def _usage(command: click.Command, path: str) -> Iterator[str]:
    pieces = " ".join(command.collect_usage_pieces(click.Context(command, info_name=path)))
    yield f".B {_safe(path)}"
    yield _safe(pieces)


def _verbs(group: click.Group, path: str) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        verb = group.get_command(context, name)
        assert verb is not None
        words = f"{path} {name}".strip()
        if isinstance(verb, click.Group):
            yield f'.SS "{_safe(words)}"'
            yield _safe(_told(verb))
            yield from _verbs(verb, words)
            continue
        yield ".TP"
        pieces = " ".join(verb.collect_usage_pieces(click.Context(verb, info_name=words)))
        yield f"\\fB{_safe(words)}\\fR {_safe(pieces)}"
        yield _safe(_told(verb))
        own = list(_options(verb, _COMMON))
        yield from ([".RS", *own, ".RE"] if own else [])


def _options(command: click.Command, hidden: frozenset[str]) -> Iterator[str]:
    context = click.Context(command)
    options = (p for p in command.get_params(context) if isinstance(p, click.Option))
    for option in options:
        record = option.get_help_record(context)
        if record is None or hidden.intersection(option.opts):
            continue
        yield ".TP"
        yield f"\\fB{_safe(record[0])}\\fR"
        yield _safe(record[1])


def _files(words: Words) -> Iterator[str]:
    for place in PLACES:
        yield ".TP"
        yield f".I {_safe(place)}"
        yield _safe(words("man.sites")) if place is PLACES[0] else "\\&"
    for place, told in (("secrets.env", "man.secrets"), ("/var/lib/gbdt", "man.state")):
        yield from (".TP", f".I {_safe(place)}", _safe(words(told)))


def _told(command: click.Command) -> str:
    return " ".join((command.help or "").split())


def _safe(text: str) -> str:
    """Escape what groff reads as its own: backslash, hyphen, and a quote or point that begins a line."""
    escaped = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    escaped = escaped.replace("|", "|\\:")  # a long list of values may break there
    return re.sub(r"^([.'])", r"\\&\1", escaped).replace("~", "\\(ti").replace("^", "\\(ha")
