"""Makes the tables of docs/verb-json.md: `python -m tests.support.cli.verb_json_page`."""

import re
from collections.abc import Iterator
from inspect import getdoc

import click

from gbdt_console.cli.failures import Exit
from gbdt_console.cli.help_texts import in_language
from gbdt_console.cli.main import root
from gbdt_console.cli.said_form import OUTCOMES, WITHOUT, Said
from gbdt_console.text.usage import usage_in
from tests.support.made_part import markdown_table, with_made_part
from tests.support.places import DOCS

PAGE = DOCS / "verb-json.md"
MODULE = "tests.support.cli.verb_json_page"
_FIELD = re.compile(r"^(\w+): (.+)$", re.MULTILINE)
_FORM_PAGE = re.compile(r"docs/(?!verb-)[a-z-]+\.md")


def leaf_verbs() -> Iterator[tuple[str, click.Command]]:
    """Yield each verb that can be called, with its group's name before its own."""
    with usage_in("en"):
        yield from _leaves(in_language(root), "")


def _leaves(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(click.Context(group)):
        verb = group.get_command(click.Context(group), name)
        assert verb is not None
        words = f"{path} {name}".strip()
        yield from _leaves(verb, words) if isinstance(verb, click.Group) else [(words, verb)]


def own_page(verb: click.Command) -> str:
    """Return the page of a verb's own form; empty where it has the common one or none."""
    helps = [one.help or "" for one in verb.params if isinstance(one, click.Option) and "--json" in one.opts]
    found = _FORM_PAGE.search(" ".join(helps))
    return found[0] if found else ""


def has_json(verb: click.Command) -> bool:
    return any("--json" in one.opts for one in verb.params)


def page(text: str) -> str:
    """Return the page with its tables made anew."""
    told = {"form": "version of the form, 1", **dict(_FIELD.findall(getdoc(Said) or ""))}
    types = {"form": "number", "exit": "number", "lines": "list of texts", "warnings": "list of texts"}
    fields = [(f"`{name}`", types.get(name, "text"), says) for name, says in told.items()]
    exits = [(str(code.value), f"`{OUTCOMES[code]}`") for code in Exit]
    verbs = dict(leaf_verbs())
    own = [(f"`{name}`", f"[{found}]({found.removeprefix('docs/')})")
           for name, verb in sorted(verbs.items()) if (found := own_page(verb))]  # fmt: skip
    return with_made_part(
        text,
        MODULE,
        markdown_table(("key", "type", "meaning"), fields),
        markdown_table(("exit", "outcome"), exits),
        f"Without `--json`: {', '.join(f'`{name}`' for name in sorted(WITHOUT))}.",
        "With a form of their own:",
        markdown_table(("verb", "page"), own),
    )


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
