"""The end of a request in one sentence that fits a line of 80 columns beside nothing else."""

from dataclasses import replace

import pytest
from rich.cells import cell_len

from gbdt_console.core.requests import Progress, Stage, ended_in_part
from gbdt_console.text.reasons import end_text, ended_why
from gbdt_console.text.words import Words

COLUMNS = 79
"""The line begins with a blank."""
LONG = ("10 Mường Khương", "4 Bảo Thắng", "5 Bảo Yên")


def partly(
    *names: str, code: str = "ask.block-others.on", language: str = "vi", stage: Stage = Stage.FAILED
) -> str:
    words = Words(language)
    progress = Progress("r", stage, "order.some-failed", f"{len(names)}/9", names)
    return end_text(words, words(code), progress, code, names)


def test_a_partial_block_tells_how_many_and_who_is_left_with_the_key() -> None:
    assert partly("4 Bảo Thắng") == "Đã chặn 8/9 · chưa được: 4 Bảo Thắng → F1"
    assert partly(*LONG) == "Đã chặn 6/9 · chưa được: 10 Mường Khương, 4 Bảo Thắng +1 → F1"
    assert partly("6 Bắc Hà", code="ask.floor-give") == "trao lượt phát biểu: được 8/9 · chưa được: 6 Bắc Hà"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "code", ["ask.block-others.on", "ask.block-again", "ask.break.on", "ask.floor-give", "ask.step-together"]
)
@pytest.mark.parametrize("stage", [Stage.FAILED, Stage.UNKNOWN])
def test_a_partial_result_fits_a_line(code: str, language: str, stage: Stage) -> None:
    assert cell_len(partly(*LONG, code=code, language=language, stage=stage)) <= COLUMNS


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "code", ["ask.block-others.on", "ask.block-again", "ask.break.on", "ask.floor-give", "ask.step-together"]
)
def test_a_partial_result_with_failed_and_unknown_fits_a_line(code: str, language: str) -> None:
    names = ("10 Mường Khương", "9 Si Ma Cai", "7 Bảo Thắng", "8 Sa Pa")
    stages = (Stage.FAILED, Stage.FAILED, Stage.UNKNOWN, Stage.UNKNOWN)
    mixed, words = ended_in_part("r", [*zip(names, stages, strict=True)], 11), Words(language)
    assert cell_len(end_text(words, words(code), mixed, code, names)) <= COLUMNS


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("order", ["microphone.block", "microphone.unblock", "site.show"])
@pytest.mark.parametrize(
    ("stage", "why"),
    [
        (Stage.FAILED, "order.not-obeyed"), (Stage.FAILED, "control.refused"),
        (Stage.FAILED, "call.not-there"),
        (Stage.UNKNOWN, "order.not-read-back"), (Stage.UNKNOWN, "order.not-readable"),
        (Stage.UNKNOWN, "control.closed"),
    ],
)  # fmt: skip
def test_an_order_that_failed_is_told_in_a_line(order: str, stage: Stage, why: str, language: str) -> None:
    words = Words(language)
    asked = words("ask.line", target="7 Mường Khương", what=words(f"order.{order}"))
    assert cell_len(end_text(words, asked, Progress("r", stage, why))) <= COLUMNS


def test_a_preset_is_accepted_and_not_called_failed() -> None:
    progress = Progress("r", Stage.UNKNOWN, "order.not-readable")
    told = end_text(Words("vi"), "5 Bảo Yên: gọi preset 3", progress)
    assert told == "5 Bảo Yên: gọi preset 3: thiết bị đã nhận, không đọc lại được kết quả"


def test_failed_and_unknown_are_told_apart_by_name_and_by_number() -> None:
    bad = [("site4", Stage.FAILED), ("site10", Stage.UNKNOWN), ("site7", Stage.FAILED)]
    names = ("4 Bảo Thắng", "10 Văn Bàn", "7 Mường Khương")
    mixed, words = ended_in_part("r", bad, 9), Words("vi")
    told = end_text(words, "", mixed, "ask.block-others.on", names)
    assert told == "Đã chặn 6/9 · chưa được: 4 Bảo Thắng +1 · chưa rõ: 10 Văn Bàn → F1"
    assert ended_why(words, mixed) == "Không được 2, chưa rõ kết quả 1, trong 9."
    assert ended_why(words, ended_in_part("r", bad[:1], 9)) == "Không được: 1/9."
    assert ended_why(words, ended_in_part("r", bad[1:2], 9)) == "Chưa rõ kết quả: 1/9."


def test_who_is_named_is_called_unknown_where_what_failed_is_no_site() -> None:
    """A profile names the calls of its steps alone."""
    bad = [("", Stage.FAILED), ("site10", Stage.UNKNOWN)]
    mixed = replace(ended_in_part("r", bad, 9), targets=("site10",))
    told = end_text(Words("vi"), "áp dụng", mixed, "ask.profile", ("10 Văn Bàn",))
    assert told == "áp dụng: được 7/9 · chưa rõ: 10 Văn Bàn"


def test_orders_whose_outcome_nobody_knows_are_not_called_undone() -> None:
    told = partly("8 Sa Pa", code="ask.floor-give", stage=Stage.UNKNOWN)
    assert told == "trao lượt phát biểu: được 8/9 · chưa rõ: 8 Sa Pa"
    assert partly("8 Sa Pa", stage=Stage.UNKNOWN) == "Đã chặn 8/9 · chưa rõ: 8 Sa Pa → F1"
