"""Words that puzzled readers stay out of every catalogue and of the help."""

import re
from collections.abc import Sequence
from functools import cache

import pytest
from babel.messages.pofile import read_po

from gbdt_console.text.words import LANGUAGES, LOCALE_DIR

RETIRED = {
    "vi": (
        "vào được \\{",
        "gác máy",
        "(codec|cho|đang) ngủ",
        "đang thức",
        "đánh thức",
        "MCU không báo ai",
        "còn liệt kê",
        "mốc gần",
        "mốc (của|tại) trung tâm",
        "mất nút mạng",
        "HỆ CẢNH BÁO",
        "CHƯA XONG HOẶC",
        "không đặt gì",
        "Bấm phím đứng trước",
        "Esc (bỏ|thôi)",
        "chưa ai xem",
        "^đầu tiên$",
        "ghi hình\\?",
        "rung pha",
        "cho vào",
        "đưa đi xem",
        "phép thử",
        "phòng thí nghiệm",
        "Không làm",
        "^Làm$",
        "tắt mic còn lại",
        "[Cc]ăn cứ",
        "việc làm trước",
        "đi tắt",
        "nối tắt",
        "hội nghị dự phòng",
        "(trong|trên|rời|cấu hình) hội nghị",
        "(chạy|lưới,) pin",
        "đứng nguyên",
        "[Bb]àn điều khiển",
        "[Bb]àn phím là của bạn",
        "theo tiếng nói",
        "thiết bị chọn",
        "thiết bị đã báo lại",
    ),
    "en": (
        "(codec|line|call|lines) (is|may be|be|are) well",
        "codec well",
        "[Bb]attery too short",
        "nobody looked",
        "folded|FOLDED",
        "whom|WHOM",
        "by itself",
        "Failed, or not known",
        "asleep",
        "[Tt]ake on",
        "hear these sites",
        "It is meant",
        "calls on us",
        "^Walk ",
        "ALARM SYSTEM ON ITSELF",
        "[Bb]lock(ed|s|ing)?\\b",
        "\\b[Pp]hone (the|once|according|to)\\b",
        "hands in",
        "any more",
        "STANDS STILL|stands still",
        "IS GONE",
        "as bad as",
        "stand(s)? (here|in)",
        "cannot be had",
        "betray",
        "waits? for nobody",
        "goes into the journal",
        "no (such )?word",
    ),
}

SIGN = r"(?<!\d )(?:^|(?<=[ (]))[$#!@&%:>\\](?=[ ),:;]|$)"
"""A sign by itself, as a sentence names a key; '30 %' is none."""
NO_KEY = ("key.", "settings.anchor", "settings.tag", "setup.formula", "verb.reach-failed")
"""Beginnings of codes whose sign is a key's own name, or no key."""


@cache
def texts(language: str) -> Sequence[tuple[str, str]]:
    """Code and words of every message of one language; the help's English is its own code."""
    found = []
    for path in sorted((LOCALE_DIR / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as source:
            found += [
                (str(m.id), m.string if isinstance(m.string, str) else m.string[0]) for m in read_po(source)
            ]
    return [(code, text) for code, text in found if code]


@pytest.mark.parametrize(("language", "word"), [(name, word) for name in LANGUAGES for word in RETIRED[name]])
def test_a_retired_word_is_in_no_message(language: str, word: str) -> None:
    said = texts(language)
    if language == "en":
        said = [*said, *((code, code) for code, _ in texts("vi") if " " in code)]
    assert [(code, text) for code, text in said if re.search(word, text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_names_a_sign_as_a_key(language: str) -> None:
    """Its place differs from keyboard to keyboard: the menu is named (docs/decisions/0087)."""
    said = [(code, text) for code, text in texts(language) if not code.startswith(NO_KEY)]
    assert [(code, text) for code, text in said if re.search(SIGN, text)] == []
