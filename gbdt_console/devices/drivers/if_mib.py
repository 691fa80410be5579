"""Reads the state, speed and traffic of a line's port by IF-MIB.

Source: RFC 2863. The port is on the router or switch at the end of the line.
"""

from functools import lru_cache

from gbdt_console.core.driver_options import Option, OptionType
from gbdt_console.core.monitoring.readings import DeviceReport, Mismatch, MismatchKind, Quality, Reading
from gbdt_console.core.sites import Device, DeviceKind, SnmpVersion
from gbdt_console.devices.driver import snmp_driver
from gbdt_console.devices.snmp import interfaces
from gbdt_console.devices.snmp.batch_get import BatchGet
from gbdt_console.devices.snmp.client import SnmpMalformed, SnmpReader
from gbdt_console.devices.snmp.decoding import Answers, reading
from gbdt_console.devices.snmp.kept_readings import KeptReadings
from gbdt_console.devices.snmp.line_probe import OPTIONS as PROBE_OPTIONS
from gbdt_console.devices.snmp.line_probe import line_probe
from gbdt_console.devices.snmp.traffic import Capacity, PortTraffic, counter_columns

_ROUTER_MAKERS = (
    "1.3.6.1.4.1.9", "1.3.6.1.4.1.2011.2", "1.3.6.1.4.1.25506", "1.3.6.1.4.1.14988", "1.3.6.1.4.1.3902",
    "1.3.6.1.4.1.2636", "1.3.6.1.4.1.4881", "1.3.6.1.4.1.5651", "1.3.6.1.4.1.171", "1.3.6.1.4.1.3320",
    "1.3.6.1.4.1.12356", "1.3.6.1.4.1.6339", "1.3.6.1.4.1.11.2.3.7.11",
)  # fmt: skip
"""Cisco, Huawei, H3C, MikroTik, ZTE, Juniper, Ruijie, Maipu, D-Link, BDCOM, Fortinet, DCN and ProCurve.
Their sysObjectIDs are read in recordings of devices, MikroTik's in its MIB."""

SEARCH_AGAIN_S = 60.0
"""Limits how often a port that was not found is searched: a walk over a large switch is dear."""


class LinePort:
    """Reads one router with a single GET. The port is searched at the first poll and when its index moved.

    The router's own probe of the line and the state of its port to the codec are read beside it where the
    options name them.
    """

    def __init__(self, device: Device) -> None:
        options = device.options
        self._wanted = str(options.get("interface", ""))
        self._is_picked = not self._wanted
        self._contract_mbps = max(0.0, float(options.get("speed_mbps", 0.0))) or None
        self._has_counter64 = device.snmp is None or device.snmp.version is not SnmpVersion.V1
        self._batch = BatchGet(device)
        self._probe = line_probe(device)
        self._port: interfaces.InterfacePort | None = None
        self._states = _states_of(None)
        self._search_at_s = float("-inf")
        self._ports: tuple[str, ...] = ()
        self._traffic = PortTraffic(None)
        self._codec_wanted = str(options.get("codec_interface", ""))
        self._codec_port: interfaces.InterfacePort | None = None
        self._codec_ports: tuple[str, ...] = ()
        self._codec_search_at_s = float("-inf")

    async def read(self, link: SnmpReader, now_s: float) -> DeviceReport:
        """Poll the router once. Raises SnmpError, and then remembers nothing of this poll."""
        port = self._port or await self._search(link, now_s)
        probed = await self._probe.oids(link) if self._probe else ()
        codec_port = self._codec_port or await self._search_codec_port(link, now_s)
        beside = (*probed, *(row.oid for row in interfaces.codec_rows(codec_port) if codec_port))
        answers = await self._batch.ask(link, self._oids(port, beside), now_s)
        if port is not None and not port.is_still_here(answers):
            self._batch.forget()
            port = await self._search(link, now_s)
            answers = await self._batch.ask(link, self._oids(port, beside), now_s)
        uptime = self._batch.uptime(answers)
        if port != self._port:
            self._states, self._traffic = _states_of(port), PortTraffic(port)
        self._port = port
        *states, speed_now = self._states.of(answers)
        capacity = Capacity(_exact_mbps(speed_now), self._contract_mbps)
        line = (*states, speed_now, *self._traffic.of(answers, uptime.reading, capacity))
        quality = self._probe.readings(answers) if self._probe else ()
        to_codec = self._codec_state(codec_port, answers) if self._codec_wanted else ()
        readings = (*uptime.readings, *line, *quality, *to_codec)
        return DeviceReport(readings, uptime.is_restarted, self._mismatch())

    def _mismatch(self) -> Mismatch | None:
        """Name the port that is not there, and the ports that are.

        A device without any port has no objects of this driver, and is no matter of a port.
        """
        if self._port is None and self._ports:
            if self._is_picked:
                return Mismatch(MismatchKind.UNNAMED_PORT, "", self._ports)
            return Mismatch(MismatchKind.PORT, self._wanted, self._ports)
        if self._codec_port is None and self._codec_ports:
            return Mismatch(MismatchKind.CODEC_PORT, self._codec_wanted, self._codec_ports)
        return None

    def _codec_state(self, port: interfaces.InterfacePort | None, answers: Answers) -> tuple[Reading, ...]:
        """Read the state of the port to the codec.

        Where the index belongs to another port now, the Reading is missing and the next poll searches.
        """
        is_here = port is not None and port.is_still_here(answers)
        if port is not None and not is_here:
            self._codec_search_at_s = float("-inf")
        self._codec_port = port if is_here else None
        _, row = interfaces.codec_rows(port)
        return (answers.read(row) if is_here else reading(row, Quality.MISSING, None, answers.taken_s),)

    def _oids(self, port: interfaces.InterfacePort | None, beside: tuple[str, ...]) -> tuple[str, ...]:
        own = () if port is None else _oids_of(port, has_counter64=self._has_counter64)
        return (*own, *beside) if beside else own

    async def _search(self, link: SnmpReader, now_s: float) -> interfaces.InterfacePort | None:
        """Find the port by its name, or pick one once.

        A line that goes down must not make the console read another port. An agent whose tables cannot be
        walked has no port.
        """
        if now_s < self._search_at_s and self._port is None:
            return None
        try:
            wanted = self._wanted or await _name_of_only(link)
            found, self._ports = await _named(link, wanted, is_picked=self._is_picked)
        except SnmpMalformed:
            wanted, found, self._ports = "", None, ()
        self._search_at_s = now_s + SEARCH_AGAIN_S
        self._wanted = wanted if found else self._wanted
        return found

    async def _search_codec_port(self, link: SnmpReader, now_s: float) -> interfaces.InterfacePort | None:
        if not self._codec_wanted or now_s < self._codec_search_at_s:
            return None
        try:
            found, self._codec_ports = await _named(link, self._codec_wanted, is_picked=False)
        except SnmpMalformed:
            found, self._codec_ports = None, ()
        self._codec_search_at_s = now_s + SEARCH_AGAIN_S
        return found


def _states_of(port: interfaces.InterfacePort | None) -> KeptReadings:
    """Keep the Readings of the port's name and states, and its speed behind them."""
    rows = (*interfaces.state_rows(port), *interfaces.speed_rows(port))
    return KeptReadings(
        [row.oid for row in rows],
        lambda answers: (*interfaces.states(port, answers), interfaces.speed(port, answers)),
    )


@lru_cache(interfaces.PORTS_REMEMBERED)
def _oids_of(port: interfaces.InterfacePort, *, has_counter64: bool) -> tuple[str, ...]:
    """List the objects of a poll without a search."""
    rows = (*interfaces.state_rows(port), *interfaces.speed_rows(port))
    counters = counter_columns(has_counter64=has_counter64)
    return (*(row.oid for row in rows), *(port.at(column) for column in counters))


async def _named(
    link: SnmpReader, wanted: str, *, is_picked: bool
) -> tuple[interfaces.InterfacePort | None, tuple[str, ...]]:
    """Find a port by its name; where there is none, list the names that exist."""
    names: tuple[str, ...] = ()
    for column in (interfaces.IF_NAME, interfaces.IF_DESCR):
        found = await link.walk(column)
        named = interfaces.find_named(found, column, wanted) if wanted else None
        if named is not None:
            return interfaces.InterfacePort(*named, column, is_picked), ()
        names = names or interfaces.names_like(found, wanted)
    return None, names


async def _name_of_only(link: SnmpReader) -> str:
    index = interfaces.pick_line_port(await link.walk(interfaces.IF_TYPE))
    oids = [f"{column}.{index}" for column in (interfaces.IF_NAME, interfaces.IF_DESCR)]
    answers = await link.get(oids) if index is not None else {}
    return next(filter(None, (interfaces.name_of(answers.get(oid)) for oid in oids)), "")


def _exact_mbps(speed_now: Reading) -> float | None:
    is_exact = speed_now.quality is Quality.GOOD
    return float(speed_now.value) if is_exact and isinstance(speed_now.value, int | float) else None


SPEC = snmp_driver(
    "if-mib",
    DeviceKind.ROUTER,
    LinePort,
    fits=_ROUTER_MAKERS,
    options={
        "interface": Option(OptionType.TEXT, default=""),
        "codec_interface": Option(OptionType.TEXT, default=""),
        "speed_mbps": Option(OptionType.NUMBER, default=0.0),
        **PROBE_OPTIONS,
    },
)
