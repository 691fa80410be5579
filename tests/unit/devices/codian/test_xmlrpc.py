"""XML-RPC answers out of whatever bytes come; Python's own library is the other side."""

import tracemalloc
import xmlrpc.client

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.devices.codian.xmlrpc import XmlRpcError, XmlRpcFault, answer_of, call_bytes

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=12)
LEAVES = st.one_of(st.booleans(), st.integers(-(2**31), 2**31 - 1), NAMES)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
STRUCTS = st.dictionaries(NAMES, VALUES, max_size=5)
ANSWER = (
    b"<methodResponse><params><param><value><struct>%b</struct></value></param></params></methodResponse>"
)
MEMBER = b"<member><name>x</name><value>%b</value></member>"


def said(value: object) -> bytes:
    return xmlrpc.client.dumps((value,), methodresponse=True, allow_none=True).encode()


@given(STRUCTS)
def test_an_answer_of_pythons_own_library_is_read_as_it_was_meant(struct: dict[str, object]) -> None:
    assert answer_of(said(struct)) == struct


@given(STRUCTS)
def test_a_call_is_read_by_pythons_own_library_as_it_was_meant(struct: dict[str, object]) -> None:
    parameters, method = xmlrpc.client.loads(call_bytes("participant.modify", struct).decode())
    assert (parameters, method) == ((struct,), "participant.modify")


def test_a_fault_keeps_its_number_and_words() -> None:
    body = xmlrpc.client.dumps(xmlrpc.client.Fault(4, "no such conference"), methodresponse=True)
    with pytest.raises(XmlRpcFault) as fault:
        answer_of(body.encode())
    assert (fault.value.number, fault.value.words) == (4, "no such conference")


def read(body: bytes) -> object:
    """The answer; None where it is called no answer or a fault. Nothing else may come out."""
    try:
        return answer_of(body)
    except (XmlRpcError, XmlRpcFault):
        return None


@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_called_none(body: bytes) -> None:
    read(body)


@given(STRUCTS, st.integers(0, 10_000), st.binary(max_size=8))
def test_a_spoilt_answer_is_an_answer_or_called_none(
    struct: dict[str, object], at: int, piece: bytes
) -> None:
    body = said(struct)
    place = at % len(body)
    read(body[:place] + piece + body[place + len(piece) :])


@given(
    st.sampled_from(["int", "boolean", "double", "i4", "array", "struct", "nil", "x"]), st.text(max_size=30)
)
def test_any_text_in_any_type_is_a_value_or_called_none(tag: str, text: str) -> None:
    read(ANSWER % (MEMBER % f"<{tag}>{text}</{tag}>".encode("utf-8", "replace")))


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + ANSWER % (
    MEMBER % b"&b;"
)
FILE = b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + ANSWER % (MEMBER % b"&f;")


@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        FILE,
        BOMB.decode().encode("utf-16"),
        b"<!DOCTYPE methodResponse>" + ANSWER % b"",
        ANSWER % (MEMBER % (b"<array><data><value>" * 500)),
        ANSWER % (MEMBER % (b"<array><data>" + b"<value/>" * 200_000 + b"</data></array>")),
        ANSWER % (MEMBER % (b"<int>" + b"9" * 5_000 + b"</int>")),
        ANSWER % (MEMBER % "<int>١٢</int>".encode()),
        b"<methodResponse></methodResponse>",
        b"<methodResponse><params/></methodResponse>",
        b"<methodCall/>",
        said([1, 2]),
        said("text"),
    ],
)
def test_what_could_harm_or_is_no_answer_is_refused(body: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(XmlRpcError):
            answer_of(body)
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("raw", "read_as"),
    [
        (b"a\x1b[2Jb", "a\N{REPLACEMENT CHARACTER}[2Jb"),
        (b"a&#27;b&#x0;", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"),
        (b"a&#65;&amp;&lt;", "aA&<"),
        ("Điểm".encode(), "Điểm"),
        (b"Caf\xe9", "Café"),
    ],
)
def test_a_name_that_xml_forbids_spoils_no_answer(raw: bytes, read_as: str) -> None:
    assert answer_of(ANSWER % (MEMBER % raw)) == {"x": read_as}
