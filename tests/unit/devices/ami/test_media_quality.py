"""Loss and jitter of a call, out of the RTCP events of a real Asterisk and such as nobody should send."""

from itertools import count

import pytest

from gbdt_console.devices.ami.media_quality import UNTOLD, CallMedia, MediaQuality
from gbdt_console.devices.ami.packet import packet_of

CALL = "PJSIP/02140000002-00000001"
SOUND, PICTURE = "10.200.0.2:17691", "10.200.0.2:22681"
RECEIVED = {
    "Event": "RTCPReceived", "Channel": CALL, "To": SOUND, "From": "10.202.2.2:40533", "PT": "200(SR)",
    "SSRC": "0xeeb7b128", "ReportCount": "1", "SentNTP": "1796027048.317116", "SentRTP": "59194",
    "Report0SourceSSRC": "0x41b78f99", "Report0CumulativeLost": "0", "Report0HighestSequence": "23093",
    "Report0SequenceNumberCycles": "0", "Report0IAJitter": "5",
}  # fmt: skip
"""What an Asterisk 22.10.1 sent of a baresip, but for fields that nobody reads."""
SENT = RECEIVED | {"Event": "RTCPSent", "From": SOUND, "To": "10.210.2.10:40532", "PT": "201(RR)"}


def told(quality: MediaQuality, event: dict[str, str], at_s: float, **changes: object) -> bool:
    fields = event | {name: str(value) for name, value in changes.items()}
    raw = "\r\n".join(f"{name}: {value}" for name, value in fields.items())
    return quality.take(packet_of(raw.encode()), at_s)


def reports(
    quality: MediaQuality, event: dict[str, str], *rows: tuple[float, int, int], **changes: object
) -> None:
    for at_s, lost, highest in rows:
        told(
            quality, event, at_s, **changes,
            Report0CumulativeLost=lost, Report0HighestSequence=highest % 65_536,
            Report0SequenceNumberCycles=highest // 65_536,
        )  # fmt: skip


def loss(*rows: tuple[float, int, int]) -> float | None:
    quality = MediaQuality()
    reports(quality, SENT, *rows)
    return quality.of_call(CALL, rows[-1][0]).loss_percent


def test_loss_is_the_share_of_what_was_sent_within_the_window() -> None:
    assert loss((0, 0, 1_000), (5, 0, 1_250), (10, 25, 1_500)) == 5.0
    assert loss((0, 0, 1_000), (5, 250, 1_250), (20, 250, 2_000), (35, 250, 2_750)) == 0.0


def test_a_sequence_that_wraps_goes_on_and_one_that_begins_anew_is_counted_anew() -> None:
    assert loss((0, 0, 65_400), (5, 20, 65_600)) == 10.0
    assert loss((0, 900, 65_400), (5, 0, 10), (10, 0, 260)) == 0.0


def test_few_packets_say_nothing_and_duplicates_are_no_gain() -> None:
    assert loss((0, 0, 1_000), (5, 5, 1_020)) is None
    assert loss((0, 0, 1_000), (5, -30, 1_250)) == 0.0


def test_the_worse_direction_counts() -> None:
    quality = MediaQuality()
    reports(quality, SENT, (0, 0, 0), (5, 0, 250))
    reports(quality, RECEIVED, (0, 0, 0), (5, 10, 250))
    assert quality.of_call(CALL, 5).loss_percent == 4.0


def test_jitter_needs_the_clock_of_the_sound_which_two_sender_reports_tell() -> None:
    quality = MediaQuality()
    told(quality, RECEIVED, 0, Report0IAJitter=320)
    assert quality.of_call(CALL, 0).jitter_ms is None
    later = {"SentNTP": "1796027053.317116", "SSRC": "0xeeb7b12d"}  # an Asterisk tells the time as SSRC
    told(quality, RECEIVED | later, 5, Report0IAJitter=320, SentRTP=59194 + 40_096)
    assert quality.of_call(CALL, 5).jitter_ms == 40.0


def test_the_jitter_of_a_picture_is_not_told() -> None:
    quality = MediaQuality()
    for at_s in (0, 5):
        told(
            quality, RECEIVED, at_s, To=PICTURE, Report0IAJitter=6_579,
            SentNTP=f"{1796027048 + at_s}.317149", SentRTP=450_090 + 90_000 * at_s,
        )  # fmt: skip
    assert quality.of_call(CALL, 5).jitter_ms is None


def test_what_ended_or_is_no_longer_reported_is_forgotten() -> None:
    quality = MediaQuality()
    reports(quality, SENT, (0, 0, 0), (5, 50, 500))
    assert quality.of_call(CALL, 5).loss_percent == 10.0
    assert quality.of_call(CALL, 26) == CallMedia()
    reports(quality, SENT, (30, 0, 0), (35, 50, 500))
    assert not told(quality, {"Event": "Hangup", "Channel": CALL}, 36)
    assert quality.of_call(CALL, 36) is UNTOLD


@pytest.mark.parametrize(
    "changes",
    [
        {"Report0CumulativeLost": "x"},
        {"Report0HighestSequence": "70000"},
        {"Report0HighestSequence": ""},
        {"Report0IAJitter": "9" * 40},
        {"ReportCount": "1e9"},
        {"From": "\x1b[2J"},
        {"Channel": ""},
    ],
)
def test_a_report_that_is_not_whole_is_left_out(changes: dict[str, str]) -> None:
    quality = MediaQuality()
    for at_s, highest in ((0, 0), (5, 500)):
        values = {"Report0HighestSequence": highest, **changes}
        assert told(quality, SENT, at_s, **values)
    assert quality.of_call(CALL, 5).loss_percent is None


def test_more_calls_and_streams_than_there_can_be_are_not_kept() -> None:
    quality, numbers = MediaQuality(), count()
    for number in range(3_000):
        told(quality, SENT, 0, Channel=f"PJSIP/{number}-1", Report0SourceSSRC=hex(next(numbers)))
        told(quality, SENT, 0, Report0SourceSSRC=hex(next(numbers)))
    assert len(quality.calls) <= 500
    assert all(len(call.streams) <= 16 for call in quality.calls.values())
