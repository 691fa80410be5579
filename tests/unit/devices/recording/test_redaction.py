"""What a recording gives away: the device's behaviour, and nobody's name, place, address or number."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gbdt_console.devices.recording import redaction
from gbdt_console.devices.recording.pseudonyms import Pseudonyms
from gbdt_console.devices.recording.redaction import HIDDEN, redacted
from gbdt_console.devices.snmp.client import SnmpValue

KEY = b"a key of this test only"
SYS, ENTERPRISE = "1.3.6.1.2.1.1", "1.3.6.1.4.1.32473"
words = st.from_regex(r"[A-Za-z]{3,8}[0-9]{3,6}", fullmatch=True)
addresses = st.tuples(*[st.integers(20, 254)] * 4).map(lambda octets: ".".join(map(str, octets)))


def device(name: str, serial: str, address: str, community: str) -> dict[str, SnmpValue]:
    """One that tells everything wherever it can."""
    said = f"Device {name.upper()} S/N: {serial}, {address}, {community}, admin@{name}.example"
    return {
        f"{SYS}.1.0": said.encode(),
        f"{SYS}.4.0": f"Contact {name}".encode(),
        f"{SYS}.5.0": name.encode(),
        f"{SYS}.6.0": f"Rack of {name}".encode(),
        "1.3.6.1.2.1.2.2.1.2.1": f"to-{name}".encode(),
        f"{ENTERPRISE}.1.0": serial.encode(),
        f"{ENTERPRISE}.2.0": f"{address} by {community}".encode(),
        f"{ENTERPRISE}.3.0": address,
        f"{ENTERPRISE}.4.{address}.1": 1,
        f"{ENTERPRISE}.5.{'.'.join(map(str, community.encode()))}": 1,
        f"{HIDDEN[3]}.1.0": 1,
    }


def everything(objects: dict[str, SnmpValue]) -> str:
    """All that a reader of the recording can see, strings also as they would be spelt in OIDs."""
    return "\n".join(
        f"{oid}. {value.decode('latin-1') if isinstance(value, bytes) else value}"
        for oid, value in objects.items()
    ).casefold()


@settings(max_examples=150, deadline=None)
@given(name=words, serial=words, address=addresses, community=words, key=st.binary(min_size=16, max_size=16))
def test_no_name_number_address_or_community_stays_anywhere(name, serial, address, community, key):
    objects = device(name, serial, address, community)
    shown = everything(redacted(objects, [address, community], key))
    for secret in (name, serial, address, community):
        assert secret.casefold() not in shown
        assert f".{'.'.join(map(str, secret.encode()))}." not in shown
    assert not any(oid.startswith(HIDDEN) for oid in redacted(objects, [], key))


TABLES = (
    "1.3.6.1.2.1.4.22.1.2.7",
    "1.3.6.1.2.1.17.4.3.1.2",
    "1.0.8802.1.1.2.1.4.1.1.9",
    "1.3.6.1.6.3.15.1.2.2.1.5",
    f"{ENTERPRISE}.5.1.2.1.3",
    f"{ENTERPRISE}.5.1.2.1.3.12",
)
macs = st.tuples(st.sampled_from([0, 24, 72, 140]), *[st.integers(32, 255)] * 5)
users = st.from_regex(r"[a-z]{2,12}[0-9]{0,3}", fullmatch=True).map(str.encode)


@settings(max_examples=300, deadline=None)
@given(
    table=st.sampled_from(TABLES),
    index=macs | addresses.map(lambda a: tuple(map(int, a.split(".")))) | users.map(lambda u: (len(u), *u)),
)
def test_an_object_with_an_address_or_a_user_in_its_index_is_left_out(table, index):
    row = f"{table}.{'.'.join(map(str, index))}"
    model = {f"{SYS}.1.0": b"Huawei S5720", "1.3.6.1.2.1.2.2.1.10.67108867": 5}
    assert redacted({**model, row: 1}, [], KEY) == model


hosts = st.tuples(st.integers(10, 223), *[st.integers(20, 254)] * 3)
phones = st.from_regex(r"[0-9]{3,5}", fullmatch=True).map(str.encode)


@settings(max_examples=300, deadline=None)
@given(
    table=st.sampled_from(TABLES[4:]),
    index=macs | hosts | (users | phones).map(lambda u: (len(u), *u)),
    port=st.none() | st.integers(1, 60),
)
def test_an_address_or_a_user_is_found_where_the_index_is_known_too(table, index, port):
    tail = ".".join(map(str, index if port is None else (port, *index)))
    rows: dict[str, SnmpValue] = {
        f"{table}.1.2.{tail}": 1,
        f"{table}.1.3.{tail}": b"up",
        f"{table}.1.4.{tail}": 7,
    }
    assert redacted(rows, [], KEY) == {}


@pytest.mark.parametrize(
    "row",
    ["4881.1.1.10.2.10.1.{}.1.1.1.20", "2011.5.25.41.1.6.1.{}.20.20", "1588.2.1.1.1.6.2.1.{}.32.33",
     "9.9.10.1.1.4.2.1.{}.2.1.7"],
)  # fmt: skip
def test_a_row_of_numbers_stays_where_two_columns_tell_its_index(row):
    rows: dict[str, SnmpValue] = {f"1.3.6.1.4.1.{row.format(column)}": column for column in (2, 3)}
    assert redacted(rows, [], KEY) == {}, "numbers alone may be an address"
    port = f"1.3.6.1.4.1.{row.format(4)}"
    kept = redacted({**rows, port: b"port"}, [], KEY)
    assert kept.keys() == {*rows, port}


def test_the_names_of_a_probe_are_replaced_in_its_rows():
    results = "1.3.6.1.4.1.2011.5.25.111.4.1.1"
    names = ".".join(map(str, (4, *b"sapa", 5, *b"line1")))
    rows: dict[str, SnmpValue] = {f"{results}.{column}.{names}.42.1": column for column in (3, 26)}
    kept = redacted({f"{SYS}.5.0": b"sapa", **rows}, [], KEY)
    assert len(kept) == 3
    assert all(names not in oid for oid in kept)
    words = {
        oid.removeprefix(f"{results}.{column}") for oid, column in kept.items() if isinstance(column, int)
    }
    assert len(words) == 1, "the same name in every column"
    assert f"{results}.3.4.{'.'.join(map(str, Pseudonyms(KEY).octets(b'sapa')))}.5." in "".join(kept)


def test_a_probe_row_that_holds_no_names_is_left_out():
    assert redacted({"1.3.6.1.4.1.2011.5.25.111.4.1.1.3.9.97.98.1": 1}, [], KEY) == {}


@settings(max_examples=200, deadline=None)
@given(value=st.binary(max_size=60) | st.text(max_size=20).map(str.encode), key=st.binary(min_size=1))
def test_a_replacement_keeps_the_length_and_the_control_characters(value, key):
    other = Pseudonyms(key).octets(value)
    assert len(other) == len(value)
    assert Pseudonyms(key).octets(value) == other
    readable = sum(32 <= octet < 127 for octet in value)
    if len(value) != 6 and readable * 2 >= len(value):
        assert [o for o in other if o < 32] == [o for o in value if o < 32]


@given(address=addresses, key=st.binary(min_size=1))
def test_an_address_becomes_another_address_of_the_same_form(address, key):
    other = Pseudonyms(key).address(address)
    assert other != address
    assert [len(octet) for octet in other.split(".")] == [len(octet) for octet in address.split(".")]
    assert all(int(octet) <= 255 for octet in other.split("."))


def test_the_same_word_has_the_same_disguise_wherever_it_stands():
    objects = {f"{ENTERPRISE}.{n}.0": text for n, text in enumerate([b"sapa-ups", b"ups of sapa", b"sapa"])}
    first, second, third = redacted(objects, [], KEY).values()
    assert first.split(b"-")[0] == second.split()[-1] == third
    assert third != b"sapa"
    assert first.split(b"-")[1] == second.split()[0]


@pytest.mark.parametrize("text", ["00:c0:b7:12:34:56", "00-C0-B7-12-34-56", "00c0.b712.3456"])
def test_a_mac_address_is_local_and_the_same_in_octets_and_in_text(text):
    octets = bytes.fromhex(re.sub("[^0-9A-Fa-f]", "", text))
    other = Pseudonyms(KEY).octets(octets)
    assert other[0] == 2
    assert other != octets
    shown = Pseudonyms(KEY).octets(f"at {text}".encode()).decode()
    assert bytes.fromhex(re.sub("[^0-9A-Fa-f]", "", shown.split()[1])) == other
    assert len(shown) == len(text) + 3


def test_a_driver_still_finds_the_port_and_the_model_by_their_names():
    objects: dict[str, SnmpValue] = {
        "1.3.6.1.2.1.31.1.1.1.1.2": b"GigabitEthernet0/0/1",
        "1.3.6.1.2.1.31.1.1.1.1.3": b"ether1-VNPT",
        "1.3.6.1.2.1.31.1.1.1.18.2": b"GigabitEthernet0/0/1",
        "1.3.6.1.4.1.13885.101.1.1.4.0": b"Group 500",
        f"{SYS}.5.0": b"sapa",
    }
    kept = redacted(objects, [], KEY)
    assert kept["1.3.6.1.2.1.31.1.1.1.1.2"] == b"GigabitEthernet0/0/1"
    assert b"VNPT" not in bytes(kept["1.3.6.1.2.1.31.1.1.1.1.3"])
    assert kept["1.3.6.1.4.1.13885.101.1.1.4.0"] == b"Group 500"


@given(key=st.binary(min_size=1))
def test_even_a_word_of_one_letter_never_stays(key):
    shown = Pseudonyms(key).text("5 A b")
    assert all(one != other for one, other in zip("5Ab", shown.split(), strict=True))


@settings(max_examples=100, deadline=None)
@given(word=st.from_regex(r"[A-Z][A-Z0-9]{0,2}", fullmatch=True), arc=st.sampled_from([4, 5, 6]))
def test_no_word_of_name_place_or_contact_stays_however_short(word, arc):
    assume(word.lower() not in redaction._PRODUCT_WORDS)
    told = f"Cisco IOS, {word}-77 ({word.lower()}) {word}".encode()
    shown = redacted({f"{SYS}.1.0": told, f"{SYS}.{arc}.0": f"{word} of cisco".encode()}, [], KEY)
    left = bytes(shown[f"{SYS}.1.0"]).decode().upper()
    assert left.startswith("CISCO IOS, "), "makers' names stay readable"
    assert word not in re.findall("[A-Z0-9]+", left.removeprefix("CISCO IOS, "))


def test_maker_and_model_of_a_part_stay_readable():
    entity = "1.3.6.1.2.1.47.1.1.1.1"
    objects: dict[str, SnmpValue] = {f"{entity}.12.1": b"Ruijie", f"{entity}.13.1": b"S5750-24GT"}
    assert redacted(objects, [], KEY) == objects


def test_the_letter_of_a_probe_s_unit_stays_and_no_room_in_its_place():
    unit, other = "1.3.6.1.4.1.3854.3.5.2.1.5.0.0.0.0.0", "1.3.6.1.4.1.3854.2.3.2.1.5.0.0.1.0"
    kept = redacted({unit: b"C", other: b"Phong hop UBND"}, [], KEY)
    assert kept[unit] == b"C"
    assert b"hop" not in kept[other]
