"""Implements `register list|add|withdraw`: what the regulation asks for and no device can tell."""

import click

from gbdt_console.cli.client.command_verb import NUMBER, REASON, add_verb, own_words, typed
from gbdt_console.cli.client.shown import json_option, print_json, print_lines, snapshot_or_recorded
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.form_parts import iso, recorded_head
from gbdt_console.core.json_value import Json
from gbdt_console.core.record_form import Form, or_null
from gbdt_console.core.register.commands import MakeEntry, WithdrawEntry
from gbdt_console.core.register.entry import RegisterEntry, RegisterKind
from gbdt_console.text.register.register_text import entry_text, kind_text

_ENTRY = Form(RegisterEntry, rules={"meeting": or_null, "amount": or_null}, time=iso)
_KIND = Form(RegisterKind)


@click.group()
def register() -> None:
    """Keep the register that the regulation asks for: guidance, requests, breaches, proposals, budget."""


@register.command(name="list")
@click.argument("kind", metavar="[KIND]", default="")
@json_option("docs/register.md")
@with_context
def list_(context: Context, kind: str, as_json: bool) -> None:
    """Print the kinds of entries, and the entries; with KIND those of one kind."""
    snapshot = snapshot_or_recorded(context, is_of_now=True)
    kinds = snapshot.booking.settings.regulation.register
    entries = [one for one in snapshot.register if kind in ("", one.kind)]
    if as_json:
        listed: dict[str, Json] = {"kinds": list(map(_KIND, kinds)), "entries": list(map(_ENTRY, entries))}
        print_json(recorded_head(snapshot) | listed)
        return
    words = context.words(snapshot.language)
    lines = [f"{one.code:14} {kind_text(words, one.name, one.article)}" for one in kinds if not kind]
    print_lines(
        [*lines, *(f"{one.number}. {entry_text(words, one)}" for one in entries)] or [words("register.none")]
    )


add_verb(
    register,
    MakeEntry,
    "Enter TEXT as an entry of KIND, a code that `register list` names.",
    typed("kind", "KIND"),
    typed("text", "TEXT"),
    own_words("--body", "Whom it is about: a site, a body of sites.yaml, or a name."),
    own_words("--paper", "Number of the paper."),
    click.option("--day", default="", metavar="YYYY-MM-DD", help="Day of what it tells; default: today."),
    own_words("--person", "Who said or did it."),
    click.option("--meeting", type=click.IntRange(min=1), metavar="N", help="Meeting that it is about."),
    click.option("--amount", type=click.IntRange(min=1), metavar="VND", help="Sum of money, of the budget."),
    click.option("--replaces", type=click.IntRange(min=1), metavar="N", help="Entry that it corrects."),
)
add_verb(register, WithdrawEntry, "Record that entry N does not count.", NUMBER, REASON)
