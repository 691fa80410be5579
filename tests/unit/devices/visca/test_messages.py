"""VISCA replies, datagrams and positions: recorded ones are read, and no bytes break the reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.rooms.room import CameraPosition
from gbdt_console.devices.visca.messages import Reply, ReplyKind, read_position, read_reply, recall
from gbdt_console.devices.visca.talks import COMMAND, packet, read_packet

ALMOST = st.lists(
    st.sampled_from([b"\x90", b"\x50", b"\x41", b"\x60", b"\xff", b"\x00", b"\x0f", b"\x38"]), max_size=20
).map(b"".join)


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ("90 41 FF", Reply(ReplyKind.ACK, 1)),
        ("90 52 FF", Reply(ReplyKind.COMPLETION, 2)),
        ("90 50 02 FF", Reply(ReplyKind.ANSWER, 0, b"\x02")),
        ("90 60 03 FF", Reply(ReplyKind.ERROR, 0, error=3)),
        ("90 61 41 FF", Reply(ReplyKind.ERROR, 1, error=0x41)),
        ("90 38 FF", None),
        ("90 41", None),
        ("80 41 FF", None),
        ("81 01 04 3F 02 03 FF", None),
    ],
)
def test_replies_are_read_and_others_left_out(message: str, reply: Reply | None) -> None:
    assert read_reply(bytes.fromhex(message)) == reply


def test_a_recall_is_written_as_other_controllers_write_it() -> None:
    recorded = "01 00 00 07 00 00 00 03 81 01 04 3F 02 03 FF"
    assert packet(COMMAND, 3, recall(3)) == bytes.fromhex(recorded)


@pytest.mark.parametrize(
    ("pan_tilt", "zoom", "position"),
    [
        ("00 01 02 03 0F 0F 0F 0E", "04 00 00 00", CameraPosition(0x123, -2, 0x4000)),
        ("0F 0F 0F 0F 0F 00 00 01 00", "00 00 00 00", CameraPosition(-1, 0x10, 0)),
        ("00 00 00 01 00 0F 0F 0F 0F 0D", "00 00 00 01", CameraPosition(0x10, -3, 1)),
        ("00 01 02", "04 00 00 00", None),
        ("10 01 02 03 0F 0F 0F 0E", "04 00 00 00", None),
        ("00 01 02 03 0F 0F 0F 0E", "04 00 00", None),
    ],
)
def test_positions_of_all_widths_are_read(pan_tilt: str, zoom: str, position: CameraPosition | None) -> None:
    assert read_position(bytes.fromhex(pan_tilt), bytes.fromhex(zoom)) == position


@given(st.binary(max_size=40) | ALMOST)
def test_no_bytes_break_the_reading(data: bytes) -> None:
    reply = read_reply(data)
    if reply is not None:
        assert len(reply.data) <= 13
        assert 0 <= reply.socket <= 15
    found = read_packet(data)
    assert found is None or packet(*found) == data


@given(st.binary(max_size=16), st.binary(max_size=8))
def test_no_bytes_make_an_impossible_position(pan_tilt: bytes, zoom: bytes) -> None:
    position = read_position(pan_tilt, zoom)
    if position is not None:
        assert abs(position.pan) <= 1 << 19
        assert abs(position.tilt) <= 1 << 19
        assert 0 <= position.zoom < 1 << 16
