"""Say the questions of the guided start, and what is wrong with an answer or a row."""

import re

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

SERVICE_STEPS = (
    ("sudo systemctl restart gbdt-console", "setup.service.start"),
    ("sudo usermod -aG gbdt LOGIN", "setup.service.join"),
    ("gbdt-console", "setup.service.open"),
)
"""Commands from the written settings of the service to the wall, each with the code of what it does."""


def question_words(words: Words, part: str, code: str) -> str:
    """Return the words of a question; those of a PIN name the operator's number.

    part: `ask`, `why`, `short`
    code: code of the question; a number after a hyphen is the operator's
    """
    base, _, number = code.partition("-")
    return words(f"setup.{part}.{base}", number=number) if number else words(f"setup.{part}.{base}")


def fault_text(words: Words, fault: RowFault) -> str:
    """Return the sentence of a fault, without its place, with the field and the value that are wrong.

    Fields have names of the language.
    """
    said = dict(fault.params)
    code = f"setup.field.{said.get('field', '')}"
    if words.has(code):
        said["field"] = words(code)
    text = words(_SAID_HERE.get(fault.code, fault.code), **said)
    field, value = said.get("field", ""), said.get("value", "")
    if words.has(code) and field not in text:
        text = words("setup.in-field", field=field, text=text)
    is_said = not value or re.search(rf"(?<![\w.]){re.escape(value)}(?!\w|\.\w)", text)
    return text if is_said else words("setup.given", text=text, value=value)
