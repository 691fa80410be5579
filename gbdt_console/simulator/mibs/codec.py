"""The objects of a Poly codec (POLYCOM-ENDPOINT-MIB), a Cisco codec, Asterisk (ASTERISK-MIB) and others."""

from gbdt_console.core.sites import DeviceKind
from gbdt_console.simulator.mibs.mib import Mib, Objects
from gbdt_console.simulator.mibs.system import fixed, system_group
from gbdt_console.simulator.mibs.trap_conditions import MakeTrap, Trap, TrapCondition, trap_of
from gbdt_console.simulator.snmp.ber import Oid, Value, gauge32, integer, text, time_ticks
from gbdt_console.simulator.world.room import Machine, SimulatedRoom

_POLY = (1, 3, 6, 1, 4, 1, 13885, 101, 1)
_POLY_TRAPS = (1, 3, 6, 1, 4, 1, 13885, 101)
_ASTERISK = (1, 3, 6, 1, 4, 1, 22736, 1)
_DESCRIPTION, _PORTS = (1, 3, 6, 1, 2, 1, 1, 1, 0), (1, 3, 6, 1, 2, 1, 2, 2, 1)
_DISABLED, _OK, _FAILED = 1, 2, 3


def _is_camera_seen(room: SimulatedRoom, machine: Machine) -> bool:
    """Return whether the codec has a picture of every camera. A codec with wrong values has none."""
    cameras = [m for m in room.machines if m.plan.kind is DeviceKind.CAMERA]
    return not machine.is_wrong and all(camera.is_up(room.now_s) for camera in cameras)


def _alert(number: int, summary: str, is_problem: bool) -> MakeTrap:
    """Make a trap with node, kind, summary and severity.

    The kind is 1 for a problem, 2 for its resolution.
    """

    def make(_room: SimulatedRoom, machine: Machine) -> Trap:
        columns = {
            1: text(machine.plan.id),
            3: integer(1 if is_problem else 2),
            6: text(summary),
            7: integer(3 if is_problem else 6),
        }
        row: dict[Oid, Value] = {(*_POLY_TRAPS, 99, column, 0): value for column, value in columns.items()}
        return trap_of((*_POLY_TRAPS, 0, number), row)

    return make


_CONDITIONS = (
    TrapCondition(
        lambda r, m, is_path_up: not (is_path_up and r.is_answering(m)),
        _alert(70, "Gatekeeper registration lost", is_problem=True),
        _alert(71, "Registered with the gatekeeper", is_problem=False),
    ),
    TrapCondition(
        lambda r, m, _c: not _is_camera_seen(r, m),
        _alert(76, "Camera lost", is_problem=True),
        _alert(77, "Camera found", is_problem=False),
    ),
)


def poly_mib() -> Mib:
    """Return the objects of a codec registered at its gatekeeper.

    Quirks: a failed camera, and a state that the MIB does not define.
    """
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
    """Count its connected calls; 0 for a codec that is not controlled."""
    calls = machine.codec.calls if machine.codec else []
    return integer(sum(call.is_connected for call in calls))


def asterisk_mib() -> Mib:
    """Return the objects of an Asterisk without calls. Quirk: an impossible number of calls."""
    objects: Objects = {
        (*_ASTERISK, 1, 1, 0): lambda _r, _m: text("20.0.0"),
        (*_ASTERISK, 2, 1, 0): lambda r, m: time_ticks(r.uptime_s(m)),
        (*_ASTERISK, 2, 5, 0): fixed(0),
        (*_ASTERISK, 5, 1, 0): fixed(0),
        (*_ASTERISK, 5, 5, 1, 0): fixed(0),
    }
    quirks: Objects = {(*_ASTERISK, 2, 5, 0): lambda _r, _m: gauge32(0xFFFFFFFF)}
    return Mib(system_group("Simulated Asterisk", 11) | objects, quirks)


def cisco_codec_mib() -> Mib:
    """Return MIB-2 alone, as a Cisco codec answers it. Quirk: a port whose speed is not known."""
    says = "Cisco Codec\nSoftW: ce9.15.3.26\nMCU: Cisco TelePresence SX20\nDate: 2021-05-10\nS/N: A0000000000"
    objects: Objects = {
        _DESCRIPTION: lambda _r, _m: text(says),
        (*_PORTS, 3, 1): fixed(24),
        (*_PORTS, 3, 2): fixed(6),
        (*_PORTS, 5, 2): lambda _r, _m: gauge32(1_000_000_000),
    }
    quirks: Objects = {(*_PORTS, 5, 2): lambda _r, _m: gauge32(0)}
    return Mib(system_group("", 14) | objects, quirks)


def bare_mib() -> Mib:
    """Return the system group alone."""
    return Mib(system_group("Simulated device", 9), {})
