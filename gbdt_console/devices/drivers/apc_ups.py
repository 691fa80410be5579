"""Reads the source, battery, voltages and load of an APC UPS.

Objects and numbers: PowerNet-MIB upsBasic/upsAdv/upsHighPrec groups and upsComm, 1.3.6.1.4.1.318.1.1.1. Run
time is in TimeTicks.
"""

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.driver import snmp_driver
from gbdt_console.devices.snmp.combine import finest
from gbdt_console.devices.snmp.decoding import DONT_KNOW, Answers, TableRow
from gbdt_console.devices.snmp.rows import code, number
from gbdt_console.devices.snmp.table_reader import TableReader

_UPS = "1.3.6.1.4.1.318.1.1.1"
_TICKS = 100
"""TimeTicks in one second."""

_UNKNOWN = DONT_KNOW | {1}
_BATTERY = {2: "normal", 3: "low", 4: "fault", 5: "absent"}
_SOURCES = dict.fromkeys((14, *range(18, 29)), "other") | {
    2: "normal", 3: "battery", 4: "booster", 5: "none", 6: "bypass", 7: "none", 8: "none", 9: "bypass",
    10: "bypass", 11: "none", 12: "reducer", 13: "normal", 15: "battery", 16: "bypass", 17: "bypass",
}  # fmt: skip
"""upsBasicOutputStatus in the words of RFC 1628. Sleeping (5, 11), off and rebooting give no power; eco (13)
is the mains; a battery test (15) is the battery; 14 and 18 to 28 are modes of large units."""

_CAUSES = {
    1: "none", 2: "high_voltage", 3: "brownout", 4: "blackout", 5: "small_sag", 6: "deep_sag",
    7: "small_spike", 8: "large_spike", 9: "self_test", 10: "voltage_change",
}  # fmt: skip
"""upsAdvInputLineFailCause: why the UPS last took the battery."""

TABLE: tuple[tuple[TableRow, ...], ...] = (
    (code("ups.source", f"{_UPS}.4.1.1.0", _SOURCES, _UNKNOWN),),
    (code("ups.battery.status", f"{_UPS}.2.1.1.0", _BATTERY, _UNKNOWN),),
    (number("ups.battery.seconds", f"{_UPS}.2.1.2.0", per_unit=_TICKS),),
    (number("ups.battery.minutes", f"{_UPS}.2.2.3.0", per_unit=60 * _TICKS),),
    (
        number("ups.battery.charge", f"{_UPS}.2.3.1.0", per_unit=10),
        number("ups.battery.charge", f"{_UPS}.2.2.1.0"),
    ),
    (
        number("ups.battery.temperature", f"{_UPS}.2.3.2.0", per_unit=10),
        number("ups.battery.temperature", f"{_UPS}.2.2.2.0"),
    ),
    (code("ups.battery.replace", f"{_UPS}.2.2.4.0", {1: "no", 2: "yes"}),),
    (
        number("ups.input.voltage", f"{_UPS}.3.3.1.0", per_unit=10),
        number("ups.input.voltage", f"{_UPS}.3.2.1.0"),
    ),
    (code("ups.transfer_cause", f"{_UPS}.3.2.5.0", _CAUSES),),
    (number("ups.output.voltage", f"{_UPS}.4.2.1.0"),),
    (
        number("ups.output.load", f"{_UPS}.4.3.3.0", per_unit=10),
        number("ups.output.load", f"{_UPS}.4.2.3.0"),
    ),
    (code("ups.self_test", f"{_UPS}.7.2.3.0", {1: "passed", 2: "failed", 3: "invalid", 4: "running"}),),
)
"""One tuple a Reading: the objects that give it, from the finest to the coarsest."""

LINK = code("", f"{_UPS}.8.1.0", {1: "ok"}, unknown=frozenset({2}))
"""upsCommStatus: whether the card still reaches its UPS (ok 1, noComm 2); after noComm its values are old."""

OIDS = (LINK.oid, *(row.oid for rows in TABLE for row in rows))


def ups_readings(answers: Answers) -> list[Reading]:
    """Make the Readings, all unknown while the card has lost its UPS.

    A card without upsCommStatus is believed.
    """
    link = answers.quality(LINK)
    if link in (Quality.GOOD, Quality.MISSING):
        return [finest(answers.read_all(rows)) for rows in TABLE]
    return [answers.doubt(rows[0], link) for rows in TABLE]


SPEC = snmp_driver(
    "apc-ups",
    DeviceKind.UPS,
    lambda device: TableReader(device, OIDS, ups_readings),
    fits=("1.3.6.1.4.1.318.1.3",),
)
