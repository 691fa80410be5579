"""Knows from Asterisk's RTCP events how much of each call is lost, and its jitter, in both directions.

Sources: Asterisk 22.10.1 on the wire; RFC 3550, section 6.4. RTCPSent reports what Asterisk receives from a
site, RTCPReceived what the site receives. Lost packets are counted over a window, by CumulativeLost
and the highest sequence number: FractionLost of one short report jumps. Jitter is in units of the stream's
clock, which the sender reports of the same session tell. Jitter of pictures says nothing: all packets of one
picture bear the same time and leave one after another.
"""

import re
from collections import deque
from dataclasses import field

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.ami.packet import Packet

_WINDOW_S = 15.0
"""Seconds over which loss is counted: three reports of a sound stream."""
_FRESH_S = 20.0
"""Seconds after which a stream without a report is over."""
_LEAST_PACKETS = 100
"""Packets below which a share of lost ones says nothing."""
_MOST_CALLS = 500
_MOST_STREAMS = 16
"""Limits the kept streams of one call: sound, picture and content in both directions are six."""
_AUDIO_CLOCKS = (8_000, 16_000, 32_000, 48_000)
_CLOCK_TOLERANCE = 0.05
_SEQUENCES = 1 << 16
_REPORTS_AT_MOST = 8
_WHOLE = re.compile(r"-?[0-9]{1,10}")
_NTP = re.compile(r"[0-9]{1,10}\.[0-9]{1,9}")
_END = re.compile(r"[0-9.]{7,15}:[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class CallMedia:
    """The worst stream of one call, sound or picture, in either direction; None where no report tells.

    loss_percent: packets lost on the way within the last seconds
    jitter_ms: of sound
    """

    loss_percent: float | None = None
    jitter_ms: float | None = None


UNTOLD = CallMedia()


@dataclass(slots=True)
class _Stream:
    """One stream of one call.

    session: the end of it at Asterisk, address and port
    points: time, packets lost so far and highest sequence number of each report
    """

    session: str
    points: deque[tuple[float, int, int]] = field(default_factory=deque)
    jitter: int = 0

    def take(self, now_s: float, lost: int, highest: int, jitter: int) -> None:
        if self.points and highest < self.points[-1][2]:
            self.points.clear()  # the sender began anew
        self.points.append((now_s, lost, highest))
        while len(self.points) > 2 and now_s - self.points[1][0] >= _WINDOW_S:
            self.points.popleft()
        self.jitter = jitter

    @property
    def loss_percent(self) -> float | None:
        (_, lost_then, then), (_, lost_now, now) = self.points[0], self.points[-1]
        expected = now - then
        if expected < _LEAST_PACKETS:
            return None
        return 100.0 * min(max(0, lost_now - lost_then), expected) / expected


@dataclass(slots=True)
class _Call:
    """The streams of one call, by direction and source.

    clocks: the clock of each session's sound, Hz
    sent: time (NTP) and RTP time of each session's last sender report
    """

    streams: dict[tuple[str, str], _Stream] = field(default_factory=dict)
    clocks: dict[str, int] = field(default_factory=dict)
    sent: dict[str, tuple[float, int]] = field(default_factory=dict)

    def stream(self, key: tuple[str, str], session: str) -> _Stream | None:
        if key not in self.streams and len(self.streams) < _MOST_STREAMS:
            self.streams[key] = _Stream(session)
        return self.streams.get(key)

    def media(self, now_s: float) -> CallMedia:
        losses, jitters = [], []
        for key, stream in list(self.streams.items()):
            if now_s - stream.points[-1][0] > _FRESH_S:
                del self.streams[key]
                continue
            losses.append(stream.loss_percent)
            clock = self.clocks.get(stream.session)
            jitters.append(None if clock is None else 1000.0 * stream.jitter / clock)
        return CallMedia(_worst(losses), _worst(jitters))

    def learn_clock(self, packet: Packet, session: str) -> None:
        """Learn the clock of a session's sound from two sender reports.

        Asterisk 22.10.1 tells the NTP seconds as their SSRC: sources cannot be compared. A rate that is no
        clock unlearns it.
        """
        rtp, sent_s = _number(packet.get("SentRTP")), _ntp_s(packet.get("SentNTP"))
        before = self.sent.get(session)
        if rtp is None or sent_s is None or (before is None and len(self.sent) >= _MOST_STREAMS):
            return
        self.sent[session] = (sent_s, rtp)
        if before is None or sent_s - before[0] < 1.0:
            return
        rate = ((rtp - before[1]) % (1 << 32)) / (sent_s - before[0])
        clock = next((one for one in _AUDIO_CLOCKS if abs(rate - one) <= one * _CLOCK_TOLERANCE), None)
        if clock is None:
            self.clocks.pop(session, None)
        else:
            self.clocks[session] = clock


class MediaQuality:
    """Takes the events of one connection to Asterisk.

    calls: the streams of each call, by its channel
    """

    def __init__(self) -> None:
        self.calls: dict[str, _Call] = {}

    def take(self, packet: Packet, now_s: float) -> bool:
        """Take an event; tell whether it is one of RTCP. What is not whole is left out."""
        if packet.event == "Hangup":
            self.calls.pop(packet.get("Channel"), None)
        if packet.event not in ("RTCPSent", "RTCPReceived"):
            return False
        is_sent, channel = packet.event == "RTCPSent", packet.get("Channel")
        session = packet.get("From" if is_sent else "To")
        if not channel or not _END.fullmatch(session):
            return True
        if channel not in self.calls:
            if len(self.calls) >= _MOST_CALLS:
                return True
            self.calls[channel] = _Call()
        call = self.calls[channel]
        if not is_sent:
            call.learn_clock(packet, session)
        for place in range(min(_number(packet.get("ReportCount")) or 0, _REPORTS_AT_MOST)):
            _take_report(call, packet, f"Report{place}", session, now_s)
        return True

    def of_call(self, channel: str, now_s: float) -> CallMedia:
        call = self.calls.get(channel)
        return UNTOLD if call is None else call.media(now_s)

    def begin(self) -> None:
        """Know nothing, at the begin of a connection."""
        self.calls.clear()


def _take_report(call: _Call, packet: Packet, name: str, session: str, now_s: float) -> None:
    lost, low, cycles, jitter = (
        _number(packet.get(f"{name}{what}"))
        for what in ("CumulativeLost", "HighestSequence", "SequenceNumberCycles", "IAJitter")
    )
    if lost is None or low is None or cycles is None or jitter is None or not 0 <= low < _SEQUENCES:
        return
    stream = call.stream((packet.event, packet.get(f"{name}SourceSSRC")), session)
    if stream is not None:
        stream.take(now_s, lost, cycles * _SEQUENCES + low, jitter)


def _ntp_s(text: str) -> float | None:
    return float(text) if _NTP.fullmatch(text) else None


def _number(text: str) -> int | None:
    return int(text) if _WHOLE.fullmatch(text) else None


def _worst(values: list[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)
