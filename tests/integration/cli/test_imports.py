"""Proves that a verb, or the first picture, needs no module that only others need."""

import json
import subprocess
import sys

from tests.support.places import ROOT

PROGRAM = """
import contextlib, io, json, sys
from gbdt_console.cli.main import root
loaded = []
for words, heavy in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()):
        root.main(words, standalone_mode=False)
    loaded.append([words, [name for name in heavy if name in sys.modules]])
print(json.dumps(loaded))
"""
FOR_SOME_DEVICES = ["asyncssh", "websockets", "prometheus_client", "apprise"]
FOR_PAPERS = ["icalendar", "docx", "jinja2", "openpyxl"]
FOR_SCREENS = ["textual", "rich"]
FOR_ENGINES = ["gbdt_console.engine.engine", "gbdt_console.devices.registry", "gbdt_console.settings.load"]
FOR_SOCKETS = ["pydantic", "gbdt_console.core.snapshot", "asyncio"]
SOME = [*FOR_SOME_DEVICES, *FOR_PAPERS, *FOR_SCREENS]
STARTS = [
    (["--version"], [*SOME, *FOR_ENGINES, *FOR_SOCKETS]),
    *(([verb, "--help"], [*SOME, *FOR_ENGINES, *FOR_SOCKETS]) for verb in ("console", "demo", "setup")),
    *(([verb, "--help"], [*SOME, *FOR_ENGINES]) for verb in ("mute", "alarms", "ack", "status", "room")),
    *(([verb, "--help"], [*SOME, *FOR_ENGINES]) for verb in ("outage", "meetings", "frame", "shutdown")),
    *(([verb, "--help"], SOME) for verb in ("check", "collect")),
]


def test_a_verb_starts_without_what_only_other_verbs_need() -> None:
    """The starts stand in one process, least first: each adds to what is imported."""
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(STARTS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(ended.stdout) == [[words, []] for words, _ in STARTS]
