"""What befalls the codecs of the province, and what people in the rooms press."""

from gbdt_console.simulator.world.codec import SimulatedCodec
from gbdt_console.simulator.world.faults import FaultCode, WorldFault

_REVERTS_AFTER_S = 2.0
_NEW_TO_THE_CONSOLE = frozenset({FaultCode.CODEC_LATE, FaultCode.CODEC_MENDED})


def apply_to_codec(fault: WorldFault, codec: SimulatedCodec) -> None:
    """Let it happen."""
    manners = codec.manners
    match fault.code:
        case FaultCode.ROOM_MUTES | FaultCode.ROOM_UNMUTES:
            codec.press_mute(fault.code is FaultCode.ROOM_MUTES)
        case FaultCode.CODEC_LATE:
            manners.banner_delay_s = fault.value or 0.0
        case FaultCode.CODEC_LIES:
            manners.leaks_sound = True
        case FaultCode.CODEC_REVERTS:
            manners.reverts_after_s = _REVERTS_AFTER_S
        case FaultCode.CODEC_SILENT:
            manners.is_silent = True
        case FaultCode.CODEC_MENDED:
            manners.banner_delay_s, manners.reverts_after_s = 0.0, None
            manners.leaks_sound = manners.is_silent = False
    # Only who connects anew meets a late banner, and is sure of a codec that was silent.
    if fault.code in _NEW_TO_THE_CONSOLE:
        codec.drop_sessions()
