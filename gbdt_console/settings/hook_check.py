"""Commands that run for alarms are named by their whole path, so that they are the same from everywhere."""

from collections.abc import Iterator

from gbdt_console.settings.draft import Draft
from gbdt_console.settings.places import SchemaFinding


def hook_findings(draft: Draft) -> Iterator[SchemaFinding]:
    """Each program that a search path would have to find."""
    for severity, command in draft.document.alarms.hooks.items():
        if command and not command[0].startswith("/"):
            yield SchemaFinding(
                ("alarms", "hooks", severity, 0), "settings.want-whole-path", {"field": severity}
            )
