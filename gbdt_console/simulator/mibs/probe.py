"""The objects of a room probe, for each probe family that the console's driver reads."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from gbdt_console.core.sites import OptionValue
from gbdt_console.simulator.mibs.mib import Mib, Objects
from gbdt_console.simulator.mibs.system import fixed, system_group
from gbdt_console.simulator.snmp.ber import integer, text

_UIO = (1, 3, 6, 1, 4, 1, 318, 1, 1, 25, 1, 2, 1)
_IEM = (1, 3, 6, 1, 4, 1, 318, 1, 1, 10, 2, 3, 2, 1)
_SENSOR = (1, 3, 6, 1, 2, 1, 99, 1, 1, 1)
_NETBOTZ = (1, 3, 6, 1, 4, 1, 5528, 100, 4, 1)
_CELSIUS, _PERCENT_RH = 8, 9
_APC_NO_READING = -1
_UNDERFLOW = -1_000_000_000
"""The value by which RFC 3433 says that a reading is below the sensor's range."""

Options = Mapping[str, OptionValue]


def probe_mib_of(options: Options) -> Mib:
    """Return the shared objects of probes with these options. Quirks: the family's 'no reading'."""
    return _shared(tuple(sorted(options.items())))


@lru_cache(maxsize=256)
def _shared(items: tuple[tuple[str, OptionValue], ...]) -> Mib:
    options = dict(items)
    objects, quirks = _FAMILIES.get(str(options.get("family")), _apc_uio)(options)
    return Mib(system_group("Simulated room probe", 3) | objects, quirks)


def _apc_uio(options: Options) -> tuple[Objects, Objects]:
    """Return PowerNet-MIB uioSensorStatusTable: whole °C and percent. Alarm normal 1, link ok 2."""
    row = (int(options.get("port", 1)), int(options.get("sensor", 1)))
    temperature, humidity = (*_UIO, 6, *row), (*_UIO, 7, *row)
    return {
        (*_UIO, 3, *row): lambda r, _m: text(r.plan.name),
        temperature: lambda r, _m: integer(round(r.temperature_c)),
        humidity: lambda r, _m: integer(round(r.humidity_percent)),
        (*_UIO, 9, *row): fixed(1),
        (*_UIO, 10, *row): fixed(2),
    }, {temperature: fixed(_APC_NO_READING), humidity: fixed(_APC_NO_READING)}


def _apc_iem(options: Options) -> tuple[Objects, Objects]:
    """Return PowerNet-MIB iemStatusProbesTable: connected 2, in Celsius 1."""
    number = int(options.get("sensor", 1))
    temperature, humidity = (*_IEM, 4, number), (*_IEM, 6, number)
    return {
        (*_IEM, 3, number): fixed(2),
        temperature: lambda r, _m: integer(round(r.temperature_c)),
        (*_IEM, 5, number): fixed(1),
        humidity: lambda r, _m: integer(round(r.humidity_percent)),
    }, {temperature: fixed(_APC_NO_READING), humidity: fixed(_APC_NO_READING)}


def _entity_sensor(options: Options) -> tuple[Objects, Objects]:
    """Return ENTITY-SENSOR-MIB (RFC 3433), in tenths."""
    temperature = int(options.get("temperature_index", 0)) or 1
    humidity = int(options.get("humidity_index", 0)) or 2
    objects: Objects = {}
    for index, kind in ((temperature, _CELSIUS), (humidity, _PERCENT_RH)):
        columns = {1: kind, 2: 9, 3: 1, 5: 1}
        objects |= {(*_SENSOR, column, index): fixed(number) for column, number in columns.items()}
    objects[(*_SENSOR, 4, temperature)] = lambda r, _m: integer(round(r.temperature_c * 10))
    objects[(*_SENSOR, 4, humidity)] = lambda r, _m: integer(round(r.humidity_percent * 10))
    return objects, {(*_SENSOR, 4, index): fixed(_UNDERFLOW) for index in (temperature, humidity)}


def _netbotz(options: Options) -> tuple[Objects, Objects]:
    """Return NETBOTZV2-MIB, in tenths. Quirk: a sensor that is not plugged in has 0 and an empty text."""
    warm = int(options.get("temperature_index", 0)) or 1
    damp = int(options.get("humidity_index", 0)) or 1
    objects: Objects = {
        (*_NETBOTZ, 1, 1, 2, warm): lambda r, _m: integer(round(r.temperature_c * 10)),
        (*_NETBOTZ, 1, 1, 7, warm): lambda r, _m: text(f"{r.temperature_c:f}"),
        (*_NETBOTZ, 2, 1, 2, damp): lambda r, _m: integer(round(r.humidity_percent * 10)),
        (*_NETBOTZ, 2, 1, 7, damp): lambda r, _m: text(f"{r.humidity_percent:f}"),
    }
    texts = ((*_NETBOTZ, 1, 1, 7, warm), (*_NETBOTZ, 2, 1, 7, damp))
    return objects, dict.fromkeys(objects, fixed(0)) | {oid: lambda _r, _m: text("") for oid in texts}


_FAMILIES: Mapping[str, Callable[[Options], tuple[Objects, Objects]]] = {
    "apc-uio": _apc_uio,
    "apc-iem": _apc_iem,
    "entity-sensor": _entity_sensor,
    "netbotz": _netbotz,
}
