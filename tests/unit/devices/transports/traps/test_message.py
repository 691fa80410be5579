"""What is read from a version 1 or 2c message, and that nothing but a whole one is."""

import random

import pytest

from gbdt_console.devices.transports.snmp.ber import NotSnmp
from gbdt_console.devices.transports.traps.message import Notification, open_envelope, read_notification
from tests.support.snmp.rogue import (
    COUNTER64,
    INTEGER,
    NULL,
    OCTETS,
    TIME_TICKS,
    get_request,
    integer,
    oid,
    tlv,
)
from tests.support.snmp.trap_senders import (
    COLD_START,
    IF_INDEX,
    INFORM,
    IP_ADDRESS,
    LINK_DOWN,
    version_1,
    version_2,
)

MUTATIONS = 4_000


def read(data: bytes) -> Notification:
    envelope = open_envelope(data)
    return read_notification(data, envelope.pdu, envelope.end, is_v1=envelope.version == 0)


@pytest.mark.parametrize(
    ("generic", "specific", "trap"),
    [(g, 0, f"1.3.6.1.6.3.1.1.5.{g + 1}") for g in range(6)]
    + [(6, 5, "1.3.6.1.4.1.318.0.5"), (6, 0, "1.3.6.1.4.1.318.0.0")],
)
def test_a_version_1_trap_has_the_oid_that_rfc_3584_gives_it(generic: int, specific: int, trap: str) -> None:
    assert read(version_1("c", "1.3.6.1.4.1.318", generic, specific)).trap == trap


@pytest.mark.parametrize(("generic", "specific"), [(7, 0), (-1, 0), (6, -1)])
def test_a_version_1_trap_of_no_known_kind_is_none(generic: int, specific: int) -> None:
    with pytest.raises(NotSnmp):
        read(version_1("c", "1.3.6.1.4.1.318", generic, specific))


def test_every_type_of_variable_is_read() -> None:
    binds = [
        ("1.3.6.1.4.1.1.1", integer(-5)),
        ("1.3.6.1.4.1.1.2", tlv(OCTETS, b"\xff\x00")),
        ("1.3.6.1.4.1.1.3", oid("1.3.6.1.2.1.33.1.6.3.2")),
        ("1.3.6.1.4.1.1.4", tlv(IP_ADDRESS, bytes([10, 22, 8, 1]))),
        ("1.3.6.1.4.1.1.5", integer(2**64 - 1, COUNTER64)),
        ("1.3.6.1.4.1.1.6", tlv(NULL, b"")),
    ]
    found = read(version_2("c", LINK_DOWN, binds, INFORM))
    assert found == Notification(
        LINK_DOWN,
        {
            "1.3.6.1.2.1.1.3.0": 5,
            "1.3.6.1.4.1.1.1": -5,
            "1.3.6.1.4.1.1.2": b"\xff\x00",
            "1.3.6.1.4.1.1.3": "1.3.6.1.2.1.33.1.6.3.2",
            "1.3.6.1.4.1.1.4": "10.22.8.1",
            "1.3.6.1.4.1.1.5": 2**64 - 1,
        },
        is_inform=True,
    )


def test_a_trap_without_its_oid_and_a_question_are_no_notification() -> None:
    head = integer(1) + integer(0) + integer(0)
    variables = tlv(0x30, tlv(0x30, oid("1.3.6.1.2.1.1.3.0") + integer(5, TIME_TICKS)))
    message = tlv(0x30, integer(1) + tlv(OCTETS, b"c") + tlv(0xA7, head + variables))
    for data in (message, get_request("c", COLD_START)):
        with pytest.raises(NotSnmp):
            read(data)


def test_a_version_2_pdu_in_a_version_1_message_is_none() -> None:
    one, two = version_1("c", "1.3.6.1.4.1.318", 0, 0), version_2("c", COLD_START)
    for data in (
        one.replace(b"\x02\x01\x00\x04", b"\x02\x01\x01\x04", 1),
        two.replace(b"\x02\x01\x01\x04", b"\x02\x01\x00\x04", 1),
    ):
        with pytest.raises(NotSnmp):
            read(data)


@pytest.mark.parametrize("tag", [INTEGER, 0x41, COUNTER64, IP_ADDRESS, 0x06, 0x05, 0x99])
def test_a_value_of_impossible_size_or_type_spoils_the_trap(tag: int) -> None:
    with pytest.raises(NotSnmp):
        read(version_2("c", LINK_DOWN, [(f"{IF_INDEX}.3", tlv(tag, b"\x81" * 12))]))


def test_a_trap_of_endless_variables_is_refused() -> None:
    with pytest.raises(NotSnmp):
        read(version_2("c", LINK_DOWN, [(f"{IF_INDEX}.{n}", integer(n)) for n in range(63)]))


@pytest.mark.parametrize("seed", range(4))
def test_whatever_bytes_come_they_are_a_notification_or_not_snmp(seed: int) -> None:
    chance = random.Random(seed)
    binds = [(f"{IF_INDEX}.3", integer(3)), ("1.3.6.1.4.1.318.2.3.3.0", tlv(OCTETS, "Mất điện".encode()))]
    whole = [
        version_1("c", "1.3.6.1.4.1.318", 6, 5, binds),
        version_2("c", LINK_DOWN, binds),
        version_2("c", LINK_DOWN, binds, INFORM),
    ]
    refused = 0
    for _ in range(MUTATIONS // 4):
        data = bytearray(chance.choice(whole))
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 2)] = chance.randbytes(chance.randint(0, 2))
        try:
            read(bytes(data))
        except NotSnmp:
            refused += 1
    assert refused > MUTATIONS // 8


def test_no_cut_message_is_read() -> None:
    data = version_2("c", LINK_DOWN, [(f"{IF_INDEX}.3", integer(3))])
    for size in range(len(data)):
        with pytest.raises(NotSnmp):
            read(data[:size])
