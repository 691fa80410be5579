import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from gbdt_console.core.clean_text import clean
from gbdt_console.ui.drawing.line_writer import LineWriter, changed_span, crop, fit, wrapped

PLAIN = Style()
texts = st.text(max_size=30).map(clean)


@given(texts, st.integers(0, 40), st.booleans())
def test_fit_is_exactly_as_wide_as_asked(text: str, width: int, right: bool) -> None:
    fitted = fit(text, width, right=right)
    assert cell_len(fitted) == width
    assert unicodedata.is_normalized("NFC", fitted)


@given(st.lists(texts, max_size=6), st.integers(1, 60))
def test_a_line_is_exactly_as_wide_as_its_pen(parts: list[str], width: int) -> None:
    pen = LineWriter(width, PLAIN)
    for part in parts:
        pen.write(part, PLAIN)
    strip = pen.strip()
    assert strip.cell_length == width == sum(cell_len(segment.text) for segment in strip)


def test_a_decomposed_name_keeps_its_marks_at_every_cut() -> None:
    name = unicodedata.normalize("NFD", "Mường Khương")
    for width in range(2, 13):
        shown = crop(name, width)
        assert unicodedata.normalize("NFC", "Mường Khương").startswith(shown.removesuffix("…"))


@pytest.mark.parametrize(
    ("width", "shown"),
    [(23, "do đường truyền hoặc…"), (21, "do đường truyền hoặc…"), (20, "do đường truyền…"), (8, "do đườn…")],
)
def test_a_sentence_is_cropped_behind_a_whole_word(width: int, shown: str) -> None:
    assert crop("do đường truyền hoặc bộ định tuyến", width) == shown


def test_a_crop_leaves_no_separator_before_the_ellipsis() -> None:
    assert crop("codec không trả lời · mất điện lưới", 24) == "codec không trả lời…"


def test_a_wide_character_is_not_cut_in_half() -> None:
    assert fit("視訊", 3) == "視…"
    assert fit("a視", 2) == "a…"


@given(st.lists(texts, min_size=3, max_size=3), st.lists(texts, min_size=3, max_size=3))
def test_the_changed_span_covers_every_difference(old: list[str], new: list[str]) -> None:
    def line(parts: list[str]) -> LineWriter:
        pen = LineWriter(40, PLAIN)
        for part, style in zip(parts, (Style(bold=True), Style(dim=True), PLAIN), strict=True):
            pen.column(part, 12, style)
        return pen

    before, after = line(old).strip(), line(new).strip()
    span = changed_span(before, after)
    if span is None:
        assert list(before) == list(after)
        return
    start, end = span
    assert 0 <= start < end <= 40
    assert list(before.crop(0, start)) == list(after.crop(0, start))
    assert list(before.crop(end, 40)) == list(after.crop(end, 40))


@given(
    st.lists(st.sampled_from(["gọi", "Bưu điện", "0214 000 0801", "(0214) 000 0110"])), st.integers(20, 60)
)
def test_a_phone_number_is_never_parted_over_two_lines(parts: list[str], width: int) -> None:
    text = ", ".join(parts)
    lines = wrapped(text, width)
    assert " ".join(lines) == text
    assert all(cell_len(line) <= width for line in lines)
    assert all(
        sum(line.count(number) for line in lines) == text.count(number) for number in {*parts} - {"Bưu điện"}
    )
