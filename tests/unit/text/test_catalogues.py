"""Holds for the catalogues of every area: both languages say the same things, and every code has words."""

import unicodedata
from collections import Counter
from itertools import pairwise

import pytest

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.definitions import ContactRole
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.meetings.meeting import MeetingMode
from gbdt_console.core.monitoring.blindness import AnchorDoubt, Blindness
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.sites import DeviceKind
from gbdt_console.core.trouble import Trouble
from gbdt_console.screens.screen_table import SCREENS, all_actions
from gbdt_console.text.words import LANGUAGES, LOCALE_DIR, Words
from gbdt_console.ui.alarms.rows import AlarmPart
from tests.support.catalogues import entries, placeholders


def test_both_languages_have_the_same_codes_in_the_same_areas() -> None:
    vi, en = ({(area, code) for area, code, _ in entries(language)} for language in LANGUAGES)
    assert vi == en


def test_no_code_is_in_two_areas() -> None:
    counts = Counter(code for _, code, _ in entries("vi"))
    assert [code for code, n in counts.items() if n > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_code_has_words_twice(language: str) -> None:
    """Merged by union, a file may keep the old words below the new ones: Babel would join them."""
    for file in sorted((LOCALE_DIR / language / "LC_MESSAGES").glob("*.po")):
        said = [line[:8] for line in file.read_text(encoding="utf-8").splitlines() if line[:3] == "msg"]
        assert ('msgstr "', 'msgstr "') not in pairwise(said), file.name


def test_placeholders_are_equal() -> None:
    vi = {code: text for _, code, text in entries("vi")}
    en = {code: text for _, code, text in entries("en")}
    differing = {code for code in vi if placeholders(vi[code]) != placeholders(en.get(code, ""))}
    assert differing == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_there_is_no_code_nothing_is_said(language: str) -> None:
    assert Words(language)("") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_words_in_nfc(language: str) -> None:
    for area, code, text in entries(language):
        assert text.strip(), f"{area}: {code} is empty"
        assert unicodedata.is_normalized("NFC", text), f"{area}: {code}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_composed_code_of_the_screen_has_words(language: str) -> None:
    words = Words(language)
    codes = [f"screen.state.{s}" for s in PointState] + [f"screen.state.{s}.help" for s in PointState]
    codes += [f"screen.letter.{s}" for s in (*PointState, "device", "meeting", "work")]
    codes += [f"severity.letter.{s}" for s in Severity] + [f"callee.{c}" for c in ContactRole]
    codes += [f"alarms.part.{p.name.lower()}" for p in AlarmPart if p is not AlarmPart.OPEN]
    is_told = {PointState.DOWN, PointState.SUSPECT, PointState.DEGRADED}
    codes += [f"screen.codec.{s}" for s in is_told] + [f"screen.device.{s}" for s in PointState]
    codes += [f"banner.blind.anchors.{doubt}" for doubt in AnchorDoubt]
    codes += [f"banner.blind.{b}" for b in Blindness] + [f"kind.{k}" for k in DeviceKind]
    codes += [f"meeting.mode.{m}" for m in MeetingMode] + [f"count.{t.name.lower()}" for t in Trouble]
    codes += [f"alarm.mcu.lost.{f}" for f in ControlFault] + [f"control.{f}" for f in ControlFault]
    codes += [code for a in all_actions() for code in (a.code, f"{a.code}.help")]
    codes += [f"keys.screen.{row.name}" for row in SCREENS]
    assert [code for code in codes if not words.has(code)] == []
    unnamed = [f"{a.id}: {a.key_name(words)}" for a in all_actions() if a.key_name(words).startswith("key.")]
    assert unnamed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_has_two_meanings(language: str) -> None:
    words = Words(language)
    letters = [words(f"screen.letter.{s}") for s in (*PointState, "device", "meeting", "work")]
    letters += [words(f"severity.letter.{s}") for s in Severity]
    assert len(set(letters)) == len(letters)


def test_a_word_agrees_with_its_number() -> None:
    said = [Words("en")("count.waiting", n=n) for n in (0, 1, 2)]
    assert said == ["0 guests waiting", "1 guest waiting", "2 guests waiting"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_stand_in_one_kind_of_quotes(language: str) -> None:
    assert [code for _, code, text in entries(language) if set("«»“”") & set(text)] == []
