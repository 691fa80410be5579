"""The simulator's own BER and SNMP messages: there and back, by the book, and against junk."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import AuthProtocol
from gbdt_console.simulator.snmp.ber import (
    BerError,
    Tag,
    Value,
    decode_oid,
    encode_oid,
    encode_value,
    read_tlv,
)
from gbdt_console.simulator.snmp.messages import (
    Binding,
    CommunityMessage,
    PduKind,
    SimulatedPdu,
    Version,
    decode_message,
    encode_message,
)
from gbdt_console.simulator.snmp.v3 import (
    AUTHENTIC,
    PRIVATE,
    Security,
    V3Message,
    decode_envelope,
    decode_scoped,
    encode_envelope,
    encode_scoped,
    localise,
)
from tests.support.simulator.sample import user

int32 = st.integers(-(2**31), 2**31 - 1)
oids = st.tuples(st.integers(0, 2), st.integers(0, 39)).flatmap(
    lambda head: st.lists(st.integers(0, 2**32 - 1), max_size=20).map(lambda tail: (*head, *tail))
)
values = st.one_of(
    int32.map(lambda n: Value(Tag.INTEGER, n)),
    st.sampled_from([Tag.COUNTER32, Tag.GAUGE32, Tag.TIME_TICKS]).flatmap(
        lambda tag: st.integers(0, 2**32 - 1).map(lambda n: Value(tag, n))
    ),
    st.integers(0, 2**64 - 1).map(lambda n: Value(Tag.COUNTER64, n)),
    st.binary(max_size=300).map(lambda b: Value(Tag.OCTET_STRING, b)),
    st.binary(min_size=4, max_size=4).map(lambda b: Value(Tag.IP_ADDRESS, b)),
    oids.map(lambda oid: Value(Tag.OID, oid)),
    st.sampled_from([Tag.NULL, Tag.NO_SUCH_OBJECT, Tag.NO_SUCH_INSTANCE, Tag.END_OF_MIB_VIEW]).map(
        lambda tag: Value(tag, None)
    ),
)
pdus = st.builds(
    SimulatedPdu, st.sampled_from(PduKind), int32, int32, int32,
    st.lists(st.builds(Binding, oids, values), max_size=6).map(tuple),
)  # fmt: skip
messages = st.builds(
    CommunityMessage, st.sampled_from([Version.V1, Version.V2C]), st.binary(max_size=40), pdus
)


@given(messages)
@settings(max_examples=200)
def test_a_message_comes_back_as_it_went(message):
    assert decode_message(encode_message(message)) == message


@given(messages)
@settings(max_examples=40)
def test_a_message_cut_short_or_lengthened_is_refused(message):
    """At every place where it can be cut."""
    wire = encode_message(message)
    for broken in (*(wire[:cut] for cut in range(len(wire))), wire + b"\0"):
        with pytest.raises(BerError):
            decode_message(broken)


@given(st.binary(max_size=200))
@settings(max_examples=300)
def test_junk_is_refused_and_nothing_else(junk):
    for decode in (decode_message, decode_envelope, decode_scoped):
        with pytest.raises(BerError):
            decode(junk)


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        (Value(Tag.INTEGER, 127), "02017f"),
        (Value(Tag.INTEGER, 128), "02020080"),
        (Value(Tag.INTEGER, -129), "0202ff7f"),
        (Value(Tag.COUNTER32, 2**32 - 1), "410500ffffffff"),
        (Value(Tag.COUNTER64, 2**64 - 1), "460900ffffffffffffffff"),
        (Value(Tag.OID, (1, 3, 6, 1, 4, 1, 2680, 1)), "06082b06010401947801"),
        (Value(Tag.OID, (2, 999)), "06028837"),
        (Value(Tag.NO_SUCH_OBJECT, None), "8000"),
        (Value(Tag.OCTET_STRING, b"\0" * 200), "0481c8" + "00" * 200),
    ],
)
def test_values_are_encoded_by_the_book(value, wire):
    assert encode_value(value).hex() == wire


@pytest.mark.parametrize("content", ["", "80", "2b8f", "2b" + "ffffffffff7f", "01" * 200])
def test_an_impossible_object_identifier_is_refused(content):
    with pytest.raises(BerError):
        decode_oid(bytes.fromhex(content))


def test_an_indefinite_or_gigantic_length_is_refused():
    for head in ("3080", "3085ffffffffff", "3084ffffffff"):
        with pytest.raises(BerError):
            read_tlv(bytes.fromhex(head) + bytes(10), 0)


def test_an_oid_that_none_can_be_is_not_sent():
    with pytest.raises(BerError):
        encode_oid((1, 40, 1))


def test_the_keys_are_those_of_rfc_3414():
    """Appendix A.3.2: password 'maplesyrup', engine 000000000000000000000002, SHA."""
    maple = replace(user(AuthProtocol.SHA1), auth_password=Secret("maplesyrup"))
    keys = localise(maple, bytes(11) + b"\x02")
    assert keys.auth_key.hex() == "6695febc9288e36282235fc7151f128497b38f3f"


@given(pdus, st.sampled_from([0, AUTHENTIC, AUTHENTIC | PRIVATE]))
@settings(max_examples=100)
def test_a_v3_message_comes_back_as_it_went(pdu, flags):
    keys = localise(user(), b"\x80\0\0\1\5engine")
    security = Security(
        b"\x80\0\0\1\5engine", 3, 77, b"console", b"", b"saltsalt" if flags & PRIVATE else b""
    )
    scoped = encode_scoped(security.engine_id, b"", pdu)
    wire = encode_envelope(V3Message(9, 1500, flags, security, scoped), keys)
    back = decode_envelope(wire)
    payload = keys.decrypt(back.payload, back.security) if flags & PRIVATE else back.payload
    assert (back.message_id, back.max_size, back.flags) == (9, 1500, flags)
    assert decode_scoped(payload) == (b"", pdu)
    if flags & AUTHENTIC:
        digest = back.security.digest
        assert wire[back.digest_at : back.digest_at + len(digest)] == digest
