"""Say what is wrong with an answer or a row of the guided start."""

from gbdt_console.core.setup.points import RowFault
from gbdt_console.text.words import Words


def fault_text(words: Words, fault: RowFault) -> str:
    """Return the sentence of a fault, without its place; fields have names of the language."""
    said = dict(fault.params)
    field = f"setup.field.{said.get('field', '')}"
    return words(fault.code, **(said | {"field": words(field)} if words.has(field) else said))
