"""What Kamailio 6.0.1 said is read; what is no whole answer of one is named, never taken for nobody."""

import json
from pathlib import Path

import pytest

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.kamailio.json_rpc import DUMP, VERSION, check_version, registered_in, result_of
from gbdt_console.devices.transports.http import HttpAnswer

RECORDED = Path("tests/recordings/kamailio")


def said(name: str) -> bytes:
    return (RECORDED / f"{name}.json").read_bytes()


def registered(body: bytes) -> frozenset[str]:
    return registered_in(result_of(DUMP, HttpAnswer(200, body)))


def test_a_name_counts_while_a_contact_of_it_holds() -> None:
    """8802's contact has expired; Kamailio lists it until its timer comes."""
    assert b'"8802"' in said("ul.dump")
    assert registered(said("ul.dump")) == {"8801"}
    assert registered(said("ul.dump-empty")) == frozenset()


def test_kamailio_is_known_by_what_it_says_of_itself() -> None:
    check_version(result_of(VERSION, HttpAnswer(200, said("core.version"))))


@pytest.mark.parametrize("kept", [1, 80, 400, 900, -3])
def test_a_list_that_was_cut_is_no_list(kept: int) -> None:
    with pytest.raises(ControlError) as told:
        registered(said("ul.dump")[:kept])
    assert (told.value.fault, told.value.words) == (ControlFault.MALFORMED, "ul.dump: no whole JSON")


def test_a_list_with_fewer_names_than_it_tells_is_no_list() -> None:
    whole = json.loads(said("ul.dump"))
    del whole["result"]["Domains"][0]["Domain"]["AoRs"][0]
    with pytest.raises(ControlError) as told:
        registered(json.dumps(whole).encode())
    assert told.value.words == "ul.dump: 1 names of 2"


@pytest.mark.parametrize(
    ("status", "body", "fault", "words"),
    [
        (401, b"no", ControlFault.CREDENTIALS, "HTTP 401"),
        (403, b"<html>", ControlFault.DENIED, "HTTP 403"),
        (404, b"<html>", ControlFault.REFUSED, "HTTP 404"),
        (500, said("ul.nosuch"), ControlFault.REFUSED, "ul.dump: Method Not Found"),
        (200, b"<html>", ControlFault.MALFORMED, "ul.dump: no whole JSON"),
        (200, b'{"version": 3}', ControlFault.MALFORMED, "ul.dump: no JSON-RPC"),
        (200, b'{"jsonrpc": "2.0", "id": 1}', ControlFault.MALFORMED, "ul.dump: no result"),
        (200, b'{"jsonrpc": "2.0", "result": [' + b"[]," * 600_000 + b"[]]}", ControlFault.MALFORMED,
         "ul.dump: too many parts"),
        (200, b"[" * 100_000, ControlFault.MALFORMED, "ul.dump: no whole JSON"),
        (
            200,
            b'{"jsonrpc": "2.0", "error": {"code": -32601, "message": "\\u001b]0;x\\u0007no"}}',
            ControlFault.REFUSED,
            "ul.dump: \ufffd]0;x\ufffdno",
        ),
        *(
            (200, b'{"jsonrpc": "2.0", "result": %s}' % result, ControlFault.MALFORMED, NO_LIST)
            for NO_LIST in ["ul.dump: no list of registrations"]
            for result in (
                b"null", b"7", b"[]", b'{"Domains": 7}', b'{"Domains": [{"Domain": {}}]}',
                b'{"Domains": [{"Domain": {"AoRs": [{"AoR": "8801"}], "Stats": {"Records": 1}}}]}',
            )
        ),
    ],
)  # fmt: skip
def test_each_wrong_answer_has_its_name(status: int, body: bytes, fault: ControlFault, words: str) -> None:
    with pytest.raises(ControlError) as told:
        registered_in(result_of(DUMP, HttpAnswer(status, body)))
    assert (told.value.fault, told.value.words) == (fault, words)


@pytest.mark.parametrize(("result", "shown"), [("FreeSWITCH 1.10", "FreeSWITCH 1.10"), ({"a": 1}, "dict")])
def test_another_server_of_json_rpc_is_told_by_its_name(result: object, shown: str) -> None:
    with pytest.raises(ControlError) as told:
        check_version(result)
    assert (told.value.fault, told.value.words) == (ControlFault.MALFORMED, f"no Kamailio: {shown}")
