"""A walk becomes a recording, and the recording replays as the device did."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.devices.recording.redaction import redacted
from gbdt_console.devices.recording.walk import LONGEST_OCTETS, ROOTS, Walk, head_of, snmprec, walk_device
from gbdt_console.devices.snmp.client import SnmpMalformed, SnmpSilent
from tests.support.drivers.agents import DictAgent, build
from tests.support.drivers.recordings import Recording, parse, recordings

KEY = b"a key of this test only"
RENAMED = {"huawei-nqa", "if-mib-d-link"}
"""Recordings whose tests or ports are named by a person: `record` replaces the names, in options too."""
TEXTS = {"device.name", "device.description"}
float32 = st.floats(width=32, allow_nan=False)
values = (
    st.integers(-(2**31), 2**64 - 1)
    | float32
    | st.binary(max_size=40)
    | st.text(max_size=20).map(str.encode)
    | st.sampled_from(["1.3.6.1.4.1.9", "10.22.8.20", "0.0"])
)
oids = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=6).map(
    lambda arcs: ".".join(map(str, (1, 3, 6, *arcs)))
)


@settings(max_examples=200, deadline=None)
@given(objects=st.dictionaries(oids, values, max_size=8))
def test_what_is_written_is_read_again(objects):
    assert dict(parse("x", snmprec(objects, {"driver": "y"})).objects) == objects


def test_lines_are_in_walk_order_and_hostile_strings_are_hexadecimal():
    objects = {"1.3.6.10": b"\x1b[2J", "1.3.6.9": b"plain", "1.3.6.9.1": b" edge", "1.3.6.2": "1.2.3.4"}
    assert snmprec(objects, {"a": "b"}).splitlines() == [
        "# a: b",
        "1.3.6.2|64|1.2.3.4",
        "1.3.6.9|4|plain",
        "1.3.6.9.1|4x|2065646765",
        "1.3.6.10|4x|1b5b324a",
    ]


async def said(kept: Recording, *, is_renamed: bool) -> dict[str, object]:
    """What the driver makes of a recording; of one with replaced names without the names."""
    reader = build(kept.driver, kept.options, outlets=kept.outlets)
    report = await reader.read(DictAgent(kept.objects), 0.0)
    readings = [reading for reading in report.readings if reading.metric not in TEXTS]
    if not is_renamed:
        return {reading.metric: reading for reading in readings}
    return {r.metric: (r.value, r.quality, r.raw) for r in readings if r.metric != "line.interface"}


@pytest.mark.parametrize("kept", recordings(), ids=lambda kept: kept.name)
async def test_a_replayed_recording_says_to_its_driver_what_the_device_said(kept):
    walk = await walk_device(DictAgent(kept.objects))
    objects = redacted(walk.objects, ["10.22.8.20"], KEY)
    text = snmprec(objects, head_of(kept.driver, kept.options, objects, KEY))
    replayed = replace(parse(kept.name, text), outlets=kept.outlets)
    assert walk.is_whole
    assert replayed.driver == kept.driver
    assert replayed.options.keys() == kept.options.keys()
    is_renamed = replayed.options != kept.options
    assert is_renamed is (kept.name in RENAMED)
    assert await said(replayed, is_renamed=is_renamed) == await said(kept, is_renamed=is_renamed)


class Failing(DictAgent):
    """Fails below one branch."""

    def __init__(self, objects, root: str, fault: Exception) -> None:
        super().__init__(objects)
        self._root, self._fault = root, fault

    async def walk(self, root, limit=1_000):
        if root == self._root:
            raise self._fault
        return await super().walk(root, limit)


BRANCHES = {"1.3.6.1.2.1.1.3.0": 5, "1.3.6.1.2.1.33.1.4.1.0": 3, "1.3.6.1.4.1.534.1.1": 1}


async def test_a_branch_that_cannot_be_walked_is_left_out_alone():
    agent = Failing(BRANCHES, "1.3.6.1.2.1.33", SnmpMalformed())
    expected = {oid: value for oid, value in BRANCHES.items() if ".33." not in oid}
    assert await walk_device(agent) == Walk(expected, is_whole=False)


async def test_a_device_that_falls_silent_is_kept_as_far_as_it_came():
    agent = Failing(BRANCHES, "1.3.6.1.2.1.33", SnmpSilent())
    assert await walk_device(agent) == Walk({"1.3.6.1.2.1.1.3.0": 5}, is_whole=False)


async def test_a_device_that_never_answers_is_no_recording():
    agent = DictAgent({})
    agent.fault = SnmpSilent()
    with pytest.raises(SnmpSilent):
        await walk_device(agent)


async def test_a_recording_is_limited_in_objects_and_octets():
    many = {f"1.3.6.1.2.1.33.1.{n}": b"x" * 1_000 for n in range(2 * ROOTS["1.3.6.1.2.1.33"])}
    walk = await walk_device(DictAgent(many))
    assert len(walk.objects) == ROOTS["1.3.6.1.2.1.33"]
    assert not walk.is_whole
    assert {len(value) for value in walk.objects.values()} == {LONGEST_OCTETS}


async def test_objects_that_are_left_out_do_not_use_up_the_limit():
    root, limit = "1.3.6.1.4.1", ROOTS["1.3.6.1.4.1"]
    rows = {f"{root}.32473.1.2.1.3.0.15.226.{n >> 8}.{n & 255}.77": n for n in range(2 * limit)}
    walk = await walk_device(DictAgent({**rows, f"{root}.32473.9.1.0": b"model"}))
    assert walk == Walk({f"{root}.32473.9.1.0": b"model"}, is_whole=True, left_out=2 * limit)


def test_an_option_that_names_something_private_is_not_written():
    objects = {"1.3.6.1.2.1.31.1.1.1.1.2": b"eth0"}
    options = {"interface": "eth0", "nqa_admin": "sapa", "sla_index": 4, "family": "apc-iem"}
    kept = parse("x", snmprec(objects, head_of("if-mib", options, objects, KEY)))
    assert kept.options == {"interface": "eth0", "sla_index": 4, "family": "apc-iem"}


def test_a_row_of_the_settings_is_written_where_the_recording_has_it():
    objects = {"1.3.6.1.4.1.3854.3.5.2.1.4.0.0.0.0.0": 25}
    options = {"temperature_row": "0.0.0.0.0", "humidity_row": "10.22.8.20", "nqa_admin": "0"}
    kept = parse("x", snmprec(objects, head_of("room-probe", options, objects, KEY)))
    assert kept.options == {"temperature_row": "0.0.0.0.0"}
