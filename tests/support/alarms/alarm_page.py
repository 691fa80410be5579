"""Makes the table of types in docs/alarms.md: `python -m tests.support.alarms.alarm_page`."""

from gbdt_console.core.alarms.definitions import DEFINITIONS, AlarmDefinition, AlarmLife
from gbdt_console.text.words import Words
from tests.support.made_part import markdown_table, with_made_part
from tests.support.places import ROOT

PAGE = ROOT / "docs" / "alarms.md"
MODULE = "tests.support.alarms.alarm_page"
_COLUMNS = ("type", "means", "in a meeting", "outside", "of", "phone first", "over")
_OVER = {
    AlarmLife.FAULT: "when the fault is gone",
    AlarmLife.MEETING: "when the fault is gone or the meeting ends",
    AlarmLife.MOMENT: "at once",
}


def page(text: str) -> str:
    """Return the page with its table made anew."""
    return with_made_part(text, MODULE, table())


def table() -> str:
    """Return one row a type, in the order of the definitions."""
    words = Words("en")
    return markdown_table(_COLUMNS, [_row(definition, words) for definition in DEFINITIONS.values()])


def _row(row: AlarmDefinition, words: Words) -> tuple[str, ...]:
    name = words.named(f"alarm.{row.type}.name", row.type)
    of, contact = row.scope.value.replace("-", " "), row.contact.value
    return f"`{row.type}`", name, row.in_meeting.value, row.outside.value, of, contact, _OVER[row.life]


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
