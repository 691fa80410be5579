"""What real agents are known to say, and what must be made of it: the rows of quirks.tsv."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from gbdt_console.devices.snmp.client import SnmpValue
from tests.support.drivers.agents import HEALTHY, DictAgent, build

TABLE = Path(__file__).with_name("quirks.tsv")


def parse(raw: str) -> SnmpValue | None:
    kind, _, text = raw.partition(" ")
    match kind:
        case "i":
            return int(text)
        case "f":
            return float(text)
        case "s":
            return text.encode()
        case "x":
            return bytes.fromhex(text)
        case "o":
            return text
    assert kind == "-", raw
    return None


def cases() -> Iterator[tuple[str, dict[str, SnmpValue | None], str, str, str]]:
    rows = [
        line.split("\t")
        for line in TABLE.read_text("utf-8").splitlines()
        if line and not line.startswith(("#", "device\t"))
    ]
    starts = [n for n, row in enumerate(rows) if row[0] != "+"] + [len(rows)]
    for start, end in pairwise(starts):
        who, oid, raw, metric, quality, value, seen = rows[start]
        changes = {oid: parse(raw)} | {row[1]: parse(row[2]) for row in rows[start + 1 : end]}
        yield pytest.param(who, changes, metric, quality, value, id=f"{metric} {quality} ({seen})")


@pytest.mark.parametrize(("who", "changes", "metric", "quality", "value"), list(cases()))
async def test_a_known_answer_becomes_what_the_table_says(who, changes, metric, quality, value):
    driver, options, healthy = HEALTHY[who]
    objects = {k: v for k, v in (healthy | changes).items() if v is not None}

    report = await build(driver, options).read(DictAgent(objects), 100.0)

    found = {reading.metric: reading for reading in report.readings}[metric]
    assert found.quality == quality
    assert found.value == (None if value == "-" else type(found.value)(value))
    assert found.taken_s == 100.0
    assert found.source.startswith("snmp:1.3.6.1.")


def test_the_table_has_not_shrunk():
    assert len(list(cases())) >= 135


async def test_a_number_that_is_not_shown_is_kept_as_it_came():
    driver, options, healthy = HEALTHY["ups-mib"]
    agent = DictAgent(healthy | {"1.3.6.1.2.1.33.1.2.3.0": 4294967295, "1.3.6.1.2.1.33.1.4.1.0": b"\x1b[2J"})

    report = await build(driver, options).read(agent, 0.0)

    raw = {reading.metric: reading.raw for reading in report.readings}
    assert raw["ups.battery.minutes"] == "4294967295"
    assert raw["ups.source"] == "�[2J"
    assert raw["ups.battery.charge"] == ""


async def test_a_ups_of_one_phase_has_no_lowest_phase_though_others_read_0():
    driver, options, healthy = HEALTHY["ups-mib"]
    unused = {"1.3.6.1.2.1.33.1.3.3.1.3.2": 0, "1.3.6.1.2.1.33.1.3.3.1.3.3": 0}
    report = await build(driver, options).read(DictAgent(healthy | unused), 0.0)
    assert "ups.input.voltage_lowest" not in {reading.metric for reading in report.readings}
