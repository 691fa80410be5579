"""Why a request ended as it did, with the device's own words where it has any."""

from gbdt_console.core.cleaning import clean
from gbdt_console.text.words import Words


def reason(words: Words, code: str, detail: str = "") -> str:
    """The sentence of `code`; a detail that it has no place for is what the device says. Empty without a
    code."""
    if not code:
        return ""
    said = clean(detail)
    sentence = words(code, detail=said)
    if not said or sentence != words(code, detail=""):
        return sentence
    return f"{sentence} {words('device.said', said=said)}"
