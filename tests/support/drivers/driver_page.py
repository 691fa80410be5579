"""Makes the tables of docs/drivers.md from what the tests know.

Run it as `python -m tests.support.drivers.driver_page`.

What a family reads is found by letting its driver read the family's healthy answers; against what it was
checked comes from the marks of tests, the rows of quirks.tsv and the origin of recordings.
"""

import asyncio
import importlib
import re
from collections.abc import Iterator

from gbdt_console.core.driver_options import Option
from gbdt_console.core.monitoring.readings import Quality
from gbdt_console.devices.registry import driver_specs
from gbdt_console.text.metrics import metric_name
from gbdt_console.text.words import Words
from tests.support.drivers.agents import HEALTHY, DictAgent, build
from tests.support.drivers.controlled_table import controlled_table
from tests.support.drivers.evidence import Evidence
from tests.support.drivers.recordings import recordings
from tests.support.drivers.signalling_table import signalling_table
from tests.support.made_part import markdown_table, with_made_part
from tests.support.places import DOCS, ROOT

PAGE = DOCS / "drivers.md"
QUIRKS = ROOT / "tests" / "unit" / "devices" / "drivers" / "quirks.tsv"
MODULE = "tests.support.drivers.driver_page"
MARKED_TESTS = ("tests.integration.devices.drivers.test_real_snmpd",)
KEPT = {kept.name: kept for kept in recordings()}
_COLUMNS = ("driver", "for", "family", "reads", "options", "checked against")


def page(text: str) -> str:
    """The page with its tables made anew; what stands around them is left as it is."""
    return with_made_part(text, MODULE, table(), *_further())


def _further() -> tuple[str, ...]:
    of_any_codec = "What a codec of any make is asked by `signalling`:"
    return "Devices that are controlled:", controlled_table(), of_any_codec, signalling_table()


def table() -> str:
    return markdown_table(_COLUMNS, list(_rows()))


def _rows() -> Iterator[tuple[str, ...]]:
    order = list(driver_specs())
    last = ""
    for name in sorted(HEALTHY, key=lambda name: order.index(HEALTHY[name][0])):
        driver = HEALTHY[name][0]
        offer = driver_specs()[driver].offer
        head = (f"`{driver}`", ", ".join(sorted(offer.kinds)), _options(offer.options))
        first, kinds, options = head if driver != last else ("", "", "")
        last = driver
        family = KEPT[name].family or name
        yield first, kinds, family, _capability(name), options, _checked_against(name)
    yield "`ping`", "any", "anything", "nothing over SNMP", "", "does not apply"


def _options(options: dict[str, Option]) -> str:
    return ", ".join(f"`{name}`" for name in options) or "none"


def _capability(name: str) -> str:
    """What the driver finds in the family's healthy answers, in the words of the screen."""
    words = Words("en")
    said = [_of_each(metric_name(words, metric)) for metric in _metrics(name)]
    return ", ".join(dict.fromkeys(t[0].lower() + t[1:] if t[1].islower() else t for t in said))


def _of_each(name: str) -> str:
    """The name of one of several parts, as the name of all."""
    name = re.sub(r"^Outlet \d+$", "State of each outlet", name)
    return re.sub(r"(phase|bank) \d+$", r"each \1", name)


def _metrics(name: str) -> list[str]:
    """The metrics that are the family's own: of a router with a probe only the probe's."""
    driver, options, objects = HEALTHY[name]
    report = asyncio.run(build(driver, options, outlets=KEPT[name].outlets).read(DictAgent(objects), 0.0))
    there = [reading.metric for reading in report.readings if reading.quality is not Quality.MISSING]
    own = [m for m in there if not m.startswith("device.")]
    return [m for m in own if driver == "if-mib" and "probe" in m] or own


def _checked_against(name: str) -> str:
    """The strongest first."""
    found = [f"{mark.against}: {mark.what}" for mark in marks() if mark.family == name]
    if KEPT[name].origin == "device":
        found.append("recording of a device")
    known = _known_answers(name)
    if known:
        devices = ", ".join(sorted({device for devices in known.values() for device in devices}))
        of_all = len({_without_number(metric) for metric in _metrics(name)})
        found.append(f"known answers of {devices} ({len(known)} of {of_all} values), else documents")
    return "; ".join(found) or "documents only"


def marks() -> list[Evidence]:
    """The marks of the tests that hold a driver to something nobody here wrote."""
    tests = (vars(importlib.import_module(module)).values() for module in MARKED_TESTS)
    return [test.evidence for module in tests for test in module if hasattr(test, "evidence")]


def _known_answers(name: str) -> dict[str, set[str]]:
    """Metrics that rows of quirks.tsv hold to a recorded answer, and the devices that gave it."""
    rows = (line.split("\t") for line in QUIRKS.read_text("utf-8").splitlines() if not line.startswith("#"))
    seen: dict[str, set[str]] = {}
    for row in rows:
        if len(row) == 7 and row[0] == name and row[6].startswith("@") and not row[3].startswith("device."):
            seen.setdefault(_without_number(row[3]), set()).add(row[6][1:].partition(":")[0])
    return seen


def _without_number(metric: str) -> str:
    return re.sub(r"\.\d+\.", ".", metric)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
