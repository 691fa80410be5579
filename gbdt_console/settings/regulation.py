"""Reads the regulation that sites.yaml names: one that comes with the program, or a province's own copy."""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from gbdt_console.core.clean_text import clean
from gbdt_console.core.meetings.regulation import Article, KindRule, Regulation
from gbdt_console.core.register.entry import RegisterKind
from gbdt_console.settings.draft import Draft, present
from gbdt_console.settings.nearest import nearest
from gbdt_console.settings.places import SchemaFinding
from gbdt_console.settings.problems import ConfigRejected, Unreadable, in_order
from gbdt_console.settings.regulation_schema import RegisterEntry, RegulationFile
from gbdt_console.settings.schema_check import read_document
from gbdt_console.settings.source import read_text
from gbdt_console.settings.tree import read_tree

DECISION_22, TWO_LEVELS = "quy-che-22-2010", "hai-cap-2025"
SHIPPED = (TWO_LEVELS, DECISION_22)
"""The regulations that come with the program, the one of today first."""


def shipped_text(name: str) -> str:
    """Return the file of one of SHIPPED."""
    return (files(__package__) / "regulations" / f"{name}.yaml").read_text(encoding="utf-8")


def regulation_findings(draft: Draft, folder: Path) -> Iterator[SchemaFinding]:
    """Find a name that is none of SHIPPED and no file, from the folder of sites.yaml on."""
    name = draft.document.regulation
    if name is not None and name not in SHIPPED and not (folder / name).is_file():
        params = {"value": name, "known": nearest(name, SHIPPED)}
        yield SchemaFinding(("regulation",), "settings.unknown-regulation", params)


def read_regulation(name: str | None, folder: Path) -> tuple[Regulation, str]:
    """Return the regulation, and what its file says where it is the province's own. Raises ConfigRejected.

    Without a name it is the one without bodies, by which papers were made before there was a choice.
    """
    if name is None:
        return Regulation(), ""
    path = folder / name
    try:
        tree = read_tree(shipped_text(name) if name in SHIPPED else read_text(path))
        found, faults = read_document(tree, RegulationFile)
        faults = tree.faults + faults
    except Unreadable as unreadable:
        found, faults = None, list(unreadable.faults)
    if found is None or faults:
        raise ConfigRejected(in_order(clean(str(path)), faults))
    return _regulation(found), "" if name in SHIPPED else json.dumps(tree.root, sort_keys=True)


def _regulation(found: RegulationFile) -> Regulation:
    rules = {rule.kind: rule for rule in Regulation().kinds}
    rules |= {
        kind: KindRule(kind, present(present(entry).chair), present(present(entry).name))
        for kind, entry in found.kinds.items()
    }
    return Regulation(
        title=present(found.title),
        **present(found.bodies).given(),
        signer=present(found.signer),
        notice_days=present(found.notice_days),
        ready_min=present(found.ready_min),
        posts_min=present(found.posts_min),
        kinds=tuple(rules.values()),
        articles=tuple(
            Article(duty, present(present(entry).number), present(present(entry).title))
            for duty, entry in found.articles.items()
        ),
        change_days=present(found.change_days),
        register=tuple(_register_kind(code, present(entry)) for code, entry in found.register_kinds.items()),
    )


def _register_kind(code: str, entry: RegisterEntry) -> RegisterKind:
    return RegisterKind(
        code,
        present(entry.name),
        present(entry.article),
        present(entry.each_meeting),
        present(entry.amount),
    )
