"""Names what answers at a port by the text with which it greets, where something else was expected."""

_GREETINGS = (
    ("cisco codec release", "cisco-xapi"),
    ("tandberg codec release", "cisco-xapi"),
    ("*r login successful", "cisco-xapi"),
    ("hi, my name is :", "polycom-text"),
    ("here is what i know about myself", "polycom-text"),
    ("asterisk call manager/", "asterisk-confbridge"),
    ("ssh-", "ssh"),
    ("http/", "http"),
)
"""How a line begins that only devices of one driver, or servers of one protocol, say; in small letters."""


def stranger(line: str, *own: str) -> str:
    """Return the words of a fault where the line is the greeting of something else; else empty.

    own: the driver and the protocol that were expected
    """
    small = line.lower().lstrip()
    who = next((name for begin, name in _GREETINGS if small.startswith(begin)), "")
    return f"it greets as {who}" if who and who not in own else ""
