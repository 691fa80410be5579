"""Nothing in a bracketed paste is a key, however the terminal's reads cut it."""

import pytest
from textual.events import Key, Paste
from textual.message import Message

from gbdt_console.ui.terminal.escape_timing import EscapeParser

TEXT = "Sa Pa"


def told(message: Message) -> tuple[str, str]:
    assert isinstance(message, Key | Paste)
    return ("key", message.key) if isinstance(message, Key) else ("paste", message.text)


@pytest.mark.parametrize(
    "hostile", ["\x1b", "\x1b\x1b", "\x1b[15~", "\x1bOQ", "\x1b[200~", "\x1b[" + "9" * 40]
)
def test_an_escape_in_a_paste_is_no_key_and_the_next_key_is_one(hostile: str) -> None:
    stream = f"5\x1b[200~{TEXT}{hostile}\r\x1b[201~\x1b[B"
    for cut in range(len(stream) + 1):
        parser = EscapeParser()
        found = [told(message) for part in (stream[:cut], stream[cut:]) for message in parser.feed(part)]
        assert found == [("key", "5"), ("paste", f"{TEXT}{hostile.replace(chr(27), '')}\r"), ("key", "down")]
