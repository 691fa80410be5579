"""The simulated Poly codec (POLYCOM-ENDPOINT-MIB), the simulated Asterisk (ASTERISK-MIB), and
a codec or other device of which nothing is known but that it has an agent."""

from gbdt_console.core.sites import DeviceKind
from gbdt_console.simulator.mibs.mib import Mib, Object
from gbdt_console.simulator.mibs.system import fixed, system_group
from gbdt_console.simulator.mibs.trap_conditions import Telling, Trap, TrapCondition, trap_of
from gbdt_console.simulator.snmp.ber import Oid, Value, gauge32, integer, text, time_ticks
from gbdt_console.simulator.world.room import Machine, SimulatedRoom

_POLY = (1, 3, 6, 1, 4, 1, 13885, 101, 1)
_POLY_TRAPS = (1, 3, 6, 1, 4, 1, 13885, 101)
_ASTERISK = (1, 3, 6, 1, 4, 1, 22736, 1)
_DISABLED, _OK, _FAILED = 1, 2, 3

Objects = dict[Oid, Object]


def _is_camera_seen(room: SimulatedRoom, machine: Machine) -> bool:
    """Whether the codec has a picture of every camera in the room; one that says wrong values has not."""
    cameras = [m for m in room.machines if m.plan.kind is DeviceKind.CAMERA]
    return not machine.is_wrong and all(camera.is_up(room.now_s) for camera in cameras)


def _news(number: int, summary: str, is_problem: bool) -> Telling:
    """Node, kind (problem 1, resolution 2), a sentence and how grave it is."""

    def tell(_room: SimulatedRoom, machine: Machine) -> Trap:
        said = {
            1: text(machine.plan.id),
            3: integer(1 if is_problem else 2),
            6: text(summary),
            7: integer(3 if is_problem else 6),
        }
        row: dict[Oid, Value] = {(*_POLY_TRAPS, 99, column, 0): value for column, value in said.items()}
        return trap_of((*_POLY_TRAPS, 0, number), row)

    return tell


_CONDITIONS = (
    TrapCondition(
        lambda r, m, is_carried: not (is_carried and r.is_answering(m)),
        _news(70, "Gatekeeper registration lost", is_problem=True),
        _news(71, "Registered with the gatekeeper", is_problem=False),
    ),
    TrapCondition(
        lambda r, m, _c: not _is_camera_seen(r, m),
        _news(76, "Camera lost", is_problem=True),
        _news(77, "Camera found", is_problem=False),
    ),
)


def poly_mib() -> Mib:
    """A codec registered at the gatekeeper. Its quirk: a failed camera, and a state of no name."""
    objects: Objects = {
        (*_POLY, 1, 1, 0): lambda _r, _m: text("4.0.1"),
        (*_POLY, 1, 4, 0): lambda _r, _m: text("Simulated Studio"),
        (*_POLY, 1, 6, 0): fixed(_OK),
        (*_POLY, 2, 7, 1, 0): fixed(_OK),
        (*_POLY, 2, 7, 2, 0): fixed(_OK),
        (*_POLY, 2, 8, 3, 1, 2, 1): fixed(_DISABLED),
        (*_POLY, 3, 1, 0): fixed(_OK),
        (*_POLY, 3, 5, 1, 0): fixed(_OK),
        (*_POLY, 3, 6, 1, 0): _camera,
        (*_POLY, 5, 1, 0): _conferences,
    }
    quirks: Objects = {(*_POLY, 1, 6, 0): fixed(9)}
    return Mib(system_group("Simulated codec", 10) | objects, quirks, _CONDITIONS)


def _camera(room: SimulatedRoom, machine: Machine) -> Value:
    return integer(_OK if _is_camera_seen(room, machine) else _FAILED)


def _conferences(_: SimulatedRoom, machine: Machine) -> Value:
    """As many as it has calls; of one that is not controlled nobody knows."""
    calls = machine.codec.calls if machine.codec else []
    return integer(sum(call.is_connected for call in calls))


def asterisk_mib() -> Mib:
    """An Asterisk without a call. Its quirk is a number of calls that cannot be."""
    objects: Objects = {
        (*_ASTERISK, 1, 1, 0): lambda _r, _m: text("20.0.0"),
        (*_ASTERISK, 2, 1, 0): lambda r, m: time_ticks(r.uptime_s(m)),
        (*_ASTERISK, 2, 5, 0): fixed(0),
        (*_ASTERISK, 5, 1, 0): fixed(0),
        (*_ASTERISK, 5, 5, 1, 0): fixed(0),
    }
    quirks: Objects = {(*_ASTERISK, 2, 5, 0): lambda _r, _m: gauge32(0xFFFFFFFF)}
    return Mib(system_group("Simulated Asterisk", 11) | objects, quirks)


def bare_mib() -> Mib:
    """The system group alone."""
    return Mib(system_group("Simulated device", 9), {})
