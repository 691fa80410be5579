"""An answer that its form reads says what the judge and a library would have found in it."""

import random

import pytest

from gbdt_console.devices.snmp.client import SnmpValue
from gbdt_console.devices.transports.snmp import ber
from gbdt_console.devices.transports.snmp.answer_form import AnswerForm, form_of
from gbdt_console.devices.transports.snmp.checks import CommunityRequest, request_of
from tests.support.snmp import rogue
from tests.support.snmp.rogue import Answer, Request, get_request, integer, parse, tlv

UPTIME, LOAD, NAME, OCTETS = (f"1.3.6.1.2.1.{n}.0" for n in (1, 2, 3, 4))
NUMBER = 0x5A5A5A5A
MUTATIONS = 10_000


def asked() -> Request:
    request = parse(get_request("lab", UPTIME))
    return Request(request.raw, 1, b"lab", rogue.GET, NUMBER, 0, (UPTIME,))


def said(ticks: int, load: int = 40, name: bytes = b"ups", octets: int = 2**63, status: int = 0) -> bytes:
    binds = (
        (UPTIME, integer(ticks, rogue.TIME_TICKS)),
        (LOAD, integer(load)),
        (NAME, tlv(rogue.OCTETS, name)),
        (OCTETS, integer(octets, rogue.COUNTER64)),
    )
    return Answer(asked(), binds, status).encode()


def request_with(form: AnswerForm | None) -> CommunityRequest:
    opening = request_of(get_request("lab", UPTIME))
    assert isinstance(opening, CommunityRequest)
    return CommunityRequest(opening.opening, NUMBER, form)


def form_after(data: bytes, values: dict[str, SnmpValue]) -> AnswerForm:
    judged = request_with(None).judge(data)
    assert judged is not None
    form = form_of(judged.body, judged.id_end, values)
    assert form is not None
    return form


def first_form() -> tuple[AnswerForm, dict[str, SnmpValue]]:
    values: dict[str, SnmpValue] = {UPTIME: 70_000, LOAD: 40, NAME: b"ups", OCTETS: 2**63}
    return form_after(said(70_000), values), values


def test_new_numbers_are_read_and_what_stayed_is_the_same_object() -> None:
    form, values = first_form()
    judged = request_with(form).judge(said(70_500, load=-40, octets=2**64 - 1))
    assert judged is not None
    assert judged.values == {**values, UPTIME: 70_500, LOAD: -40, OCTETS: 2**64 - 1}
    assert judged.values[NAME] is values[NAME]
    again = request_with(form).judge(said(70_500, load=-40, octets=2**64 - 1))
    assert again is not None
    assert again.values is judged.values


@pytest.mark.parametrize(
    "data",
    [said(70_500, name=b"upt"), said(70_500, load=400), said(70_500, octets=7), said(70_500, status=5)],
    ids=["other text", "longer number", "shorter number", "error-status"],
)
def test_whatever_else_is_new_is_left_to_the_library(data: bytes) -> None:
    form, _ = first_form()
    judged = request_with(form).judge(data)
    assert judged is not None
    assert judged.values is None


@pytest.mark.parametrize("number", [NUMBER ^ 1, 1])
def test_an_answer_of_another_request_is_nobodys(number: int) -> None:
    form, _ = first_form()
    other = Answer(asked(), [(UPTIME, integer(1, rogue.TIME_TICKS))], number=number).encode()
    assert request_with(form)._replace(request_id=number ^ 2).judge(other) is None
    assert request_with(form)._replace(request_id=NUMBER ^ 1).judge(said(70_000)) is None


def test_an_object_that_comes_twice_has_no_form() -> None:
    twice = Answer(asked(), [(LOAD, integer(7)), (LOAD, integer(7))]).encode()
    judged = request_with(None).judge(twice)
    assert judged is not None
    assert form_of(judged.body, judged.id_end, {LOAD: 7}) is None


def test_what_a_library_would_misread_is_no_number() -> None:
    """A Counter64 of nine bytes that does not begin with a zero exceeds its type."""
    data = Answer(asked(), [(UPTIME, integer(7)), (OCTETS, tlv(rogue.COUNTER64, b"\x01" * 9))]).encode()
    form = form_after(data, {UPTIME: 7})
    larger = data[:-1] + b"\x02"
    judged = request_with(form).judge(larger)
    assert judged is not None
    assert judged.values is None
    assert judged.odd == ((OCTETS, None),)


def test_no_mutation_is_read_that_the_judge_refuses() -> None:
    chance = random.Random("form")
    answer = said(70_000)
    read = 0
    for _ in range(MUTATIONS):
        changed = bytearray(answer)
        for _ in range(chance.randint(1, 2)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        data, (form, values) = bytes(changed), first_form()
        try:
            judged = request_with(form).judge(data)
        except ber.NotSnmp:
            continue
        if judged is None or judged.values is None:
            continue
        read += 1
        plain = request_with(None).judge(data)
        assert plain is not None
        assert (plain.status, plain.odd) == (0, ())
        numbers = {
            oid: int.from_bytes(data[first:end], "big", signed=tag == ber.INTEGER)
            for oid, tag, first, end in ber.numbers(data, plain.id_end)
        }
        assert judged.values == {**values, **numbers}
    assert read > MUTATIONS / 20
