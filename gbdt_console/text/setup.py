"""Say what is wrong with an answer or a row of the guided start."""

from gbdt_console.core.setup.points import RowFault
from gbdt_console.text.words import Words

_SAID_HERE = {
    "settings.empty-value": "setup.empty-field",
    "settings.file-absent": "setup.no-file",
    "settings.not-a-file": "setup.no-table",
    "settings.not-utf-8": "setup.table-not-utf-8",
    "settings.want-whole-number": "setup.want-number",
}
"""Messages about lines of sites.yaml that would mislead where a table or a form is filled in."""


def fault_text(words: Words, fault: RowFault) -> str:
    """Return the sentence of a fault, without its place; fields have names of the language."""
    said = dict(fault.params)
    field = f"setup.field.{said.get('field', '')}"
    code = _SAID_HERE.get(fault.code, fault.code)
    return words(code, **(said | {"field": words(field)} if words.has(field) else said))
