"""The interview: whatever is answered, taken back or changed, what is kept is right and in order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.setup.points import Found
from gbdt_console.core.sites import DeviceKind
from gbdt_console.settings.setup.answers import Answers, Refused
from gbdt_console.settings.setup.interview import Interview
from gbdt_console.settings.setup.points import all_misfits
from gbdt_console.settings.setup.questions import HOSTS, QUESTIONS, still_right
from gbdt_console.text.setup.setup_text import question_words
from gbdt_console.text.words import LANGUAGES, Words

CODES = [question.code for question in QUESTIONS]
SECRET = {question.code for question in QUESTIONS if question.env_name}
BACK = "<"
SOME = {
    "ranges": ("10.22.0.0/16", "10.0.0.0/8"),
    "centre_range": ("", "10.22.9.0/28"),
    "gateway": ("",),
    "operators": ("", "1", "9"),
    "mcu": ("none", "2", "3"),
    "mcu_address": ("10.22.0.9",),
    "snmp": ("none", "v2c", "v3"),
    "timezone": ("", "Asia/Tokyo"),
    "regulation": ("", "2"),
    "carrier_phone": ("", "0214 000 801"),
    "centre_phone": ("", "0214 000 800"),
    "chair": ("", "1"),
    **dict.fromkeys(HOSTS, ("", "30")),
}
"""Answers that their questions take; any other question takes a text."""
STEPS = st.lists(st.tuples(st.sampled_from(["right"] * 6 + ["wrong", BACK]), st.integers(0, 2)), max_size=60)


def interview(*, is_service: bool = False) -> tuple[Interview, list[Answers]]:
    kept: list[Answers] = []
    return Interview(Answers(), Words("en"), kept.append, is_service=is_service), kept


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_says_what_why_and_its_short_name(language: str) -> None:
    words = Words(language)
    told = [question_words(words, part, code) for code in CODES for part in ("ask", "why", "short")]
    assert [text for text in told if text.startswith("setup.")] == []


def right(asking: Interview, choice: int) -> str:
    """An answer that the question to ask takes."""
    if asking.question and asking.question.repeats:
        return asking.secrets[asking.question.repeats]
    answers = SOME.get(asking.question.code if asking.question else "", ("long-enough-1", "long-enough-2"))
    return answers[choice % len(answers)]


@given(STEPS, st.booleans())
@settings(max_examples=25)
def test_what_is_kept_is_always_right_and_in_order(steps: list[tuple[str, int]], is_service: bool) -> None:
    asking, kept = interview(is_service=is_service)
    for step, choice in steps:
        before = [question.code for question in asking.answered()]
        if step == BACK:
            assert asking.go_back() is bool(before)
            assert [question.code for question in asking.answered()] == before[:-1]
            continue
        try:
            asking.answer(right(asking, choice) if step == "right" else "\x1b")
        except Refused:
            assert step == "wrong"
            assert [question.code for question in asking.answered()] == before
        codes = [question.code for question in asking.answered()]
        assert codes == sorted(codes, key=CODES.index)
        assert still_right(asking.answers.values) == asking.answers.values
        number, total = asking.place()
        assert number == len(codes) + 1 <= total + 1
    assert all(SECRET.isdisjoint(answers.values) for answers in kept)


@given(st.lists(st.integers(0, 2), max_size=30), st.integers(1, 30))
@settings(max_examples=30)
def test_steps_back_are_undone_by_enter_alone(choices: list[int], steps: int) -> None:
    asking, _ = interview()
    for choice in choices:
        asking.answer(right(asking, choice))
    answered = len(list(asking.answered()))
    values, secrets = asking.answers.values, dict(asking.secrets)
    taken = [asking.go_back() for _ in range(steps)].count(True)
    assert len(list(asking.answered())) == answered - taken
    for _ in range(taken):
        question = asking.question
        assert question is not None
        asking.answer(secrets.get(question.env_name, ""))
    assert (asking.answers.values, asking.secrets) == (values, secrets)


def test_a_later_answer_that_a_changed_one_makes_wrong_is_asked_again() -> None:
    """A start that goes on asks for the password first, and has later answers already."""
    asking, _ = interview()
    for _ in range(23):
        asking.answer(right(asking, 0))
    for text in ("asterisk-confbridge", "10.22.0.9", "user", "password", "c" * 50, "none"):
        asking.answer(text)
    going_on = Interview(asking.answers, Words("en"), lambda _: None)
    for _ in range(3):
        going_on.go_back()
    for text in ("cisco-codian", "", "", "password"):
        going_on.answer(text)
    assert going_on.question is not None
    assert going_on.question.code == "mcu_conference"


def test_only_the_service_asks_for_operators_with_pins() -> None:
    """On the service's account nobody is an operator by login, and a login needs no PIN."""
    for is_service, codes in (
        (False, ["role"]),
        (True, ["shared_role", "operators", "pin-1", "pin_again-1", "pin-2", "pin_again-2"]),
    ):
        asking, _ = interview(is_service=is_service)
        while asking.question is not None and asking.question.code != "ranges":
            asking.answer("2" if asking.question.code == "operators" else right(asking, 0))
        assert [question.code for question in asking.answered()][3:] == codes
        assert list(asking.secrets) == (["GBDT_PIN_1", "GBDT_PIN_2"] if is_service else [])
    going_on = Interview(asking.answers, Words("en"), lambda _: None)
    assert going_on.question is not None
    assert going_on.question.code == "role"


def test_a_pin_typed_otherwise_the_second_time_is_asked_for_anew() -> None:
    asking, _ = interview(is_service=True)
    for answer in ("Mạng", "M", "", "", "1", "first-pin"):
        asking.answer(answer)
    with pytest.raises(Refused) as refused:
        asking.answer("other-pin")
    assert refused.value.code == "setup.pin-differs"
    assert asking.question is not None
    assert (asking.question.code, asking.secrets) == ("pin-1", {})
    for _ in range(2):
        asking.answer("other-pin")
    assert (asking.question.code, asking.secrets) == ("ranges", {"GBDT_PIN_1": "other-pin"})


def test_the_chair_is_one_of_the_points_that_are_known() -> None:
    asking, _ = interview()
    asking.add_line("8; Sa Pa; 10.22.8.0/24")
    while asking.question is not None and asking.question.code != "chair":
        asking.answer(right(asking, 0))
    with pytest.raises(Refused):
        asking.answer("7")
    asking.answer("8")
    assert list(all_misfits(asking.answers)) == []
    asking.drop(asking.answers.points[0])
    assert [fault.code for fault in all_misfits(asking.answers)] == ["setup.no-chair-point"]


def test_an_answer_that_cannot_be_kept_is_not_taken() -> None:
    def keep(_: Answers) -> None:
        raise OSError("disk full")

    asking = Interview(Answers(), Words("en"), keep)
    with pytest.raises(OSError, match="disk full"):
        asking.answer("Mạng")
    assert list(asking.answered()) == []


def test_a_table_read_again_replaces_its_points_and_keeps_typed_ones() -> None:
    asking, _ = interview()
    asking.add_line("8; Sa Pa; 10.22.8.0/24")
    asking.add_found(Found("10.22.9.1", "if-mib", DeviceKind.ROUTER), "9; Y Tý")
    (typed, found) = asking.answers.points
    first = typed.__class__(1, "A", "10.22.1.0/24", "d.csv:2")
    asking.take_table([first])
    asking.take_table([])
    assert asking.answers.points == (typed, found)
    with pytest.raises(Refused):
        asking.add_line("8; Hai; 10.22.10.0/24")
    asking.drop(typed)
    assert [point.driver for point in asking.answers.points] == ["if-mib"]


@pytest.mark.parametrize(
    ("regulation", "short_name", "superior"),
    [
        ("hai-cap-2025", "Lào Cai", "Ủy ban nhân dân tỉnh Lào Cai"),
        ("quy-che-22-2010", "Lào Cai", "Ủy ban nhân dân tỉnh Lào Cai"),
    ],
)
def test_the_proposed_body_above_names_its_province(regulation: str, short_name: str, superior: str) -> None:
    question = next(one for one in QUESTIONS if one.code == "superior")
    values = {"regulation": regulation, "short_name": short_name}
    assert question.default(values, Words("vi")) == superior
