"""A head that is read by what differs from the last says what one says that is walked."""

import random
from itertools import count

from gbdt_console.core.clock import ManualClock
from gbdt_console.devices.transports.snmp import ber
from gbdt_console.devices.transports.snmp.checks import peer_of
from gbdt_console.devices.transports.snmp.message_head import HeadForm, MessageHead, read_head
from gbdt_console.devices.transports.traps.engine import OwnEngine
from tests.support.snmp.snmpd import user

MUTATIONS = 3_000
SCOPED = bytes(range(64))


def messages(began: int = 40_000) -> list[bytes]:
    """Make messages of one engine: other numbers, times and salts, then other lengths and another boot."""
    clock, credential = ManualClock(), user("strict")
    engine = OwnEngine(clock, 161)
    keys = peer_of(credential, engine.id).keys
    asked = MessageHead(5, 3, b"", 0, 0, 0, 0, b"", True, 0, 0, credential.user.encode(), True)
    made, number = [], count(0x4000_0000)
    clock.advance(began)
    for gap_s, scoped in ((5, SCOPED), (5, SCOPED), (5, SCOPED * 2), (9_000_000, SCOPED), (5, SCOPED)):
        clock.advance(gap_s)
        made.append(engine.response(asked._replace(message_id=next(number)), keys, scoped))
    engine.boots += 1
    return [*made, engine.response(asked, keys, SCOPED), made[0]]


def walked(data: bytes) -> MessageHead | None:
    try:
        return read_head(data)
    except ber.NotSnmp:
        return None


def formed(form: HeadForm, data: bytes) -> MessageHead | None:
    try:
        return form.read(data)
    except ber.NotSnmp:
        return None


def test_messages_of_one_engine_are_read_as_if_each_were_the_first() -> None:
    form = HeadForm()
    for data in messages():
        assert form.read(data) == read_head(data)


def test_no_mutation_is_read_as_another_head() -> None:
    chance, made, form = random.Random("head"), messages(), HeadForm()
    read = 0
    for _ in range(MUTATIONS):
        changed = bytearray(chance.choice(made))
        for _ in range(chance.randint(0, 2)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        data = bytes(changed)
        head = walked(data)
        read += head is not None
        assert formed(form, data) == head
    assert MUTATIONS / 2 < read < MUTATIONS
