"""Names the driver of a device by the text with which it greets, where another driver was named for it."""

_GREETINGS = (
    ("cisco codec release", "cisco-xapi"),
    ("tandberg codec release", "cisco-xapi"),
    ("*r login successful", "cisco-xapi"),
    ("hi, my name is :", "polycom-text"),
    ("here is what i know about myself", "polycom-text"),
    ("asterisk call manager/", "asterisk-confbridge"),
)
"""How a line begins that only devices of one driver say unasked, in small letters."""


def greeter(line: str) -> str:
    """Return the name of the driver for devices that greet so; empty where the line tells none."""
    small = line.lower().lstrip()
    return next((driver for begin, driver in _GREETINGS if small.startswith(begin)), "")
