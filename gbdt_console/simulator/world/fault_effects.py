"""The effect of each fault on a room, a machine or a codec."""

from gbdt_console.simulator.world.codec import SimulatedCodec
from gbdt_console.simulator.world.faults import FaultCode, WorldFault
from gbdt_console.simulator.world.room import Machine, SimulatedRoom

_REVERTS_AFTER_S = 2.0
"""Seconds after which CODEC_REVERTS undoes a mute."""
_PRESENTED = "4"
"""The input of a Polycom HDX that takes a computer's picture."""
_ENDS_SESSIONS = frozenset({FaultCode.CODEC_LATE, FaultCode.CODEC_MENDED})
"""Only a new session meets a late banner, and only a new one is sure after a silence."""


def apply_to_room(fault: WorldFault, room: SimulatedRoom) -> None:
    match fault.code:
        case FaultCode.CUT_LINE | FaultCode.RESTORE_LINE:
            room.line.set_cut(fault.code is FaultCode.CUT_LINE, room.now_s)
        case FaultCode.LINE_LOSS:
            room.line.loss = fault.value or 0.0
        case FaultCode.LINE_LATENCY:
            room.line.base_ms = fault.value or room.line.base_ms
        case FaultCode.MAINS_LOST:
            room.lose_mains(fault.value)
        case FaultCode.MAINS_BACK:
            room.restore_mains()
        case FaultCode.CODEC_OFF | FaultCode.CODEC_ON:
            room.switch_codecs(fault.code is FaultCode.CODEC_ON)
        case FaultCode.UNPLUG_LAN | FaultCode.PLUG_LAN:
            room.is_unplugged = fault.code is FaultCode.UNPLUG_LAN
        case FaultCode.HOT_ROOM:
            room.heat(fault.value)
        case FaultCode.COOL_ROOM:
            room.cool()


def apply_to_machine(fault: WorldFault, room: SimulatedRoom, machine: Machine) -> None:
    match fault.code:
        case FaultCode.REBOOT:
            room.boot(machine)
        case FaultCode.HANG_AGENT | FaultCode.FREE_AGENT:
            machine.is_hung = fault.code is FaultCode.HANG_AGENT
        case FaultCode.WRONG_VALUES | FaultCode.RIGHT_VALUES:
            machine.is_wrong = fault.code is FaultCode.WRONG_VALUES
        case FaultCode.OUTLET_OFF | FaultCode.OUTLET_ON:
            room.switch_outlet(machine, int(fault.value or 0), fault.code is FaultCode.OUTLET_ON)
        case FaultCode.CAMERA_TURNED:
            if machine.camera is None:
                raise ValueError(f"no camera is controlled at {fault.target!r}")
            machine.camera.push()


def apply_to_codec(fault: WorldFault, codec: SimulatedCodec) -> None:
    misbehaviour = codec.misbehaviour
    match fault.code:
        case FaultCode.ROOM_MUTES | FaultCode.ROOM_UNMUTES:
            codec.press_mute(fault.code is FaultCode.ROOM_MUTES)
        case FaultCode.CODEC_LATE:
            misbehaviour.banner_delay_s = fault.value or 0.0
        case FaultCode.CODEC_LIES:
            misbehaviour.leaks_sound = True
        case FaultCode.CODEC_REVERTS:
            misbehaviour.reverts_after_s = _REVERTS_AFTER_S
        case FaultCode.CODEC_SILENT:
            misbehaviour.is_silent = True
        case FaultCode.PRESENTS | FaultCode.PRESENTS_NOTHING:
            codec.present(_PRESENTED if fault.code is FaultCode.PRESENTS else "none")
        case FaultCode.CODEC_MENDED:
            misbehaviour.banner_delay_s, misbehaviour.reverts_after_s = 0.0, None
            misbehaviour.leaks_sound = misbehaviour.is_silent = False
    if fault.code in _ENDS_SESSIONS:
        codec.drop_sessions()
