"""Documents out of bytes, however they are cut and whatever stands between them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.devices.cisco.status import (
    MOST_CHARACTERS,
    DocumentReader,
    NotXapi,
    at,
    message,
    number,
    plain,
    rows,
    text,
)

FIRST = {"Status": {"Audio": {"Microphones": {"Mute": {"Value": "On"}}}}, "ResultId": "a-1"}
SECOND = {"Status": {"Call": [{"id": "32", "RemoteNumber": {"Value": 'Phòng "họp" {2}'}}]}}


def printed(*documents: object) -> bytes:
    return "".join(f"{json.dumps(one, indent=2, ensure_ascii=False)}\n" for one in documents).encode()


@given(st.lists(st.integers(1, 40), max_size=60), st.sampled_from(["", "OK\n\n", "\r\n", "*s text\nOK\n"]))
def test_documents_come_out_whole_wherever_the_bytes_are_cut(cuts: list[int], between: str) -> None:
    data = between.encode().join([b"", printed(FIRST), printed(SECOND), printed(FIRST)])
    reader, found = DocumentReader(), []
    for length in cuts:
        found += reader.feed(data[:length])
        data = data[length:]
    found += reader.feed(data)
    assert [plain(one) for one in (FIRST, SECOND, FIRST)] == found
    assert not reader.is_within


def test_a_document_that_ends_in_the_middle_is_told_by_who_waits() -> None:
    reader = DocumentReader()
    assert reader.feed(printed(FIRST)[:40]) == []
    assert reader.is_within
    assert reader.feed(printed(SECOND)) == []


def test_text_in_place_of_documents_is_kept_for_the_words_of_the_fault() -> None:
    reader = DocumentReader()
    assert reader.feed(b"*s Standby State: Off\n** end\n\nOK") == []
    assert (reader.said, reader.is_within) == ("** end", False)


@pytest.mark.parametrize("data", [b"[" * 60_000, b'{"a":' * 30_000 + b"}"], ids=["no lines", "deep"])
def test_what_is_no_xapi_is_given_up(data: bytes) -> None:
    with pytest.raises(NotXapi):
        DocumentReader().feed(data)


def test_one_that_never_ends_is_given_up_in_bounded_memory() -> None:
    reader = DocumentReader()
    reader.feed(b'{"a": "')
    for _ in range(MOST_CHARACTERS // 4_096 - 1):
        assert reader.feed(b"x" * 4_096) == []
    with pytest.raises(NotXapi):
        reader.feed(b"x" * 4_096)


@pytest.mark.parametrize("said", ["", "[1]", "7", "{", "[" * 90_000, '{"a": ' + "9" * 5_000 + "]"])
def test_a_message_that_is_no_object_is_refused(said: str) -> None:
    with pytest.raises(NotXapi):
        message(said)


def test_values_are_the_same_over_ssh_and_in_a_socket() -> None:
    shell = {"Status": {"Cameras": {"Camera": [{"id": "1", "Position": {"Pan": {"Value": "-300"}}}]}}}
    socket = {"Status": {"Cameras": {"Camera": [{"id": "1", "Position": {"Pan": -300}}]}}}
    for said in (shell, socket):
        whole = message(json.dumps(said))
        assert number(whole, "Status", "Cameras", "Camera", "1", "Position", "Pan") == -300
        assert text(whole, "Status", "Cameras", "Camera", "2", "Position", "Pan") == ""
        assert at(whole, "Status", "Audio") is None


@pytest.mark.parametrize("said", ["", "-", "1.5", "12 dB", "1" * 10, "²", "0x10"])
def test_what_is_no_plausible_number_is_none(said: str) -> None:
    assert number(said) is None


def test_calls_that_have_just_ended_are_no_calls() -> None:
    assert rows([{"id": "1"}, {"id": "2", "ghost": "True"}, "x"]) == [{"id": "1"}]
    assert rows(None) == rows("") == []


def test_a_document_whose_end_is_looked_for_too_often_is_given_up() -> None:
    """Each piece with a brace is looked through from the beginning of the document."""
    piece = b'{"a":"' + b"x" * 4_000 + b'"},'
    whole, reader = DocumentReader(), DocumentReader()
    whole.feed(b'{"b":[')
    for _ in range(50):
        whole.feed(piece)
    assert whole.feed(b'{}],"ResultId":"1"}')[0]["ResultId"] == "1"
    reader.feed(b'{"b":[')
    for _ in range(80):
        reader.feed(piece)
    with pytest.raises(NotXapi):
        [reader.feed(piece) for _ in range(MOST_CHARACTERS // len(piece) - 100)]
