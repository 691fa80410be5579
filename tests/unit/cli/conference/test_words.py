"""Everything that what is asked of the conference can end with has words, in both languages."""

import re
from pathlib import Path

import pytest

import gbdt_console.engine
from gbdt_console.cli.conference import conference_verbs as conference
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.requests import Stage
from gbdt_console.engine.conference import orders as conference_orders
from gbdt_console.text.reasons import reason_text
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.places import DOCS

ENGINE = Path(gbdt_console.engine.__file__).parent
SOURCES = [*ENGINE.glob("conference/*.py"), *ENGINE.glob("control/*.py"), *ENGINE.glob("clients/*.py")]
REASON = re.compile(r'"((?:guard|call|floor|conference|control|order|meeting|upper)\.[a-z-]+)"')


def reasons() -> set[str]:
    found = {code for path in SOURCES for code in REASON.findall(path.read_text("utf-8"))} - orders()
    return found | {f"control.{fault}" for fault in ControlFault}


def orders() -> set[str]:
    names = ("BLOCK", "UNBLOCK", "SHOW", "HANG_UP", "DIAL", "LOCK", "UNLOCK")
    return {getattr(conference_orders, name) for name in names}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_order_and_stage_has_words(language: str) -> None:
    words = Words(language)
    codes = {*reasons(), *(f"order.{what}" for what in orders()), *(f"stage.{stage}" for stage in Stage)}
    assert {"guard.hang-up", "order.not-obeyed", "control.silent", "conference.none"} <= codes
    assert {code for code in codes if not words.has(code)} == set()
    assert not [code for code in reasons() if "{" in reason_text(words, code, "2/11")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_device_said_is_never_lost(language: str) -> None:
    words = Words(language)
    for code in reasons():
        assert "2/11" in reason_text(words, code, "2/11"), code
        assert "\x1b" not in reason_text(words, code, "\x1b[2J")
    assert reason_text(words, "", "") == ""


def test_the_page_for_the_technician_names_every_command() -> None:
    page = (DOCS / "conference.md").read_text("utf-8")
    groups = {"floor": conference.floor, "participant": conference.participant}
    named = [f"{group} {verb}" for group, verbs in groups.items() for verb in verbs.commands]
    named += ["meeting closed on\\|off", "meeting called on\\|off", "mute --again"]
    named += ["gbdt-console roster", "mute SITE", "unmute SITE", "mute --others", "conference lock"]
    assert [name for name in named if f"`{name}" not in page] == []
