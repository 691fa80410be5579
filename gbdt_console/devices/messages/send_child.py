"""Sends one message by Apprise, in a process of its own: the library is large, and may hang.

Standard input: an order as JSON (`url`, `title`, `text`; without a text the address is only read). Standard
output: fault and status as JSON. Nothing else leaves this process: the library's words may quote the address
with its token.
"""

import io
import json
import logging
import os
import re
import sys

from gbdt_console.core.child_limits import limit_this_process

_MEMORY, _CPU_S = 512 << 20, 20
_STATUS = re.compile(r"\berror=(\d{3})\b|\((\d{3}), b")
"""An HTTP status, or the reply of a mail server, as the library logs them."""
_NOT_REACHED = re.compile(r"Max retries exceeded|\[Errno (?:-\d+|101|111|113)\]|CERTIFICATE_VERIFY_FAILED")
"""No connection was made: what it logs where nothing of the message can have left."""


def send(url: str, title: str, text: str) -> tuple[str, int]:
    """Return the fault and the status, as in SendOutcome."""
    try:
        import apprise

        from gbdt_console.devices.messages.web_answers import WebAnswers
    except ImportError:
        return "no-library", 0
    answers = WebAnswers()
    told = io.StringIO()
    log = logging.getLogger("apprise")
    log.handlers, log.propagate = [logging.StreamHandler(told)], False
    log.setLevel(logging.DEBUG)
    sender = apprise.Apprise()
    if not sender.add(url):
        return "bad-url", 0
    if not text:
        return "", 0
    if sender.notify(text, title, body_format=apprise.NotifyFormat.TEXT):
        return answers.fault(url.partition(":")[0].lower())
    said = told.getvalue()
    if status := _STATUS.search(said):
        return "status", int(status[1] or status[2])
    if _NOT_REACHED.search(said):
        return "no-connection", 0
    return ("too-long" if "timed out" in said else "refused"), 0


def main() -> None:
    limit_this_process(memory=_MEMORY, cpu_s=_CPU_S)
    order = json.load(sys.stdin)
    answer = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        outcome = send(order["url"], order["title"], order["text"])
    except Exception:
        outcome = "refused", 0
    os.write(answer, json.dumps(outcome).encode())


if __name__ == "__main__":
    main()
