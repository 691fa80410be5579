"""A port whose Snapshots are made by hand, and a builder of networks with chosen faults."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache

from gbdt_console.core.commands import Command, TakeControl
from gbdt_console.core.events import BlipSeen, DeviceRestarted, Entry, Event, PointChanged
from gbdt_console.core.frame.still import Still
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import DeviceFault, Quality, Reading, Unit
from gbdt_console.core.people import Contact
from gbdt_console.core.port import GONE, PortClosed
from gbdt_console.core.requests import Progress, Stage, new_request_id
from gbdt_console.core.site_history import HOUR_S, SitePast
from gbdt_console.core.site_view import TREND_LOST, TREND_POINTS, TREND_UNKNOWN, DeviceView, SiteView
from gbdt_console.core.sites import DeviceKind
from gbdt_console.core.snapshot import Control, Snapshot
from gbdt_console.journal.codec import event_data

NAMES = (
    "VP UBND tỉnh", "TP. Lào Cai", "Bát Xát", "Bảo Thắng", "Bảo Yên", "Bắc Hà", "Mường Khương", "Sa Pa",
    "Si Ma Cai", "Văn Bàn", "Sở TT&TT",
)  # fmt: skip
CARRIER_CONTACTS = (Contact("Trực VNPT", "0214 000 0000"),)
CONTACTS = (Contact("Cán bộ kỹ thuật", "0914 000 000", "kt@example.vn"),)
AT_UTC = 1_767_597_737.0  # 14:22:17 on 5 January 2026 in Vietnam


class Fault(StrEnum):
    """What can be wrong with a scripted site."""

    DOWN = "down"
    SUSPECT = "suspect"
    DEGRADED = "degraded"
    UNKNOWN = "unknown"
    CODEC = "codec"
    BATTERY = "battery"
    UPS_SILENT = "ups-silent"


STATE_OF = {
    Fault.DOWN: PointState.DOWN, Fault.SUSPECT: PointState.SUSPECT,
    Fault.DEGRADED: PointState.DEGRADED, Fault.UNKNOWN: PointState.UNKNOWN,
}  # fmt: skip
TREND_END = {
    Fault.DOWN: (TREND_LOST,) * 12, Fault.SUSPECT: (TREND_LOST,) * 3,
    Fault.DEGRADED: (310, TREND_LOST, 2_900, 3_100, TREND_LOST, 3_000), Fault.UNKNOWN: (TREND_UNKNOWN,) * 10,
}  # fmt: skip


@lru_cache(4_096)
def make_site(number: int, at_s: float, fault: Fault | None = None, name: str | None = None) -> SiteView:
    """Return one site of the scripted province; the same object for the same words, as a Snapshot's are."""
    state = STATE_OF.get(fault, PointState.UP) if fault else PointState.UP
    rtt_ms = 3.0 + number * 7 % 19
    is_silent = state in (PointState.DOWN, PointState.UNKNOWN)
    trend = tuple(int(rtt_ms * 10) + (number * i) % 9 for i in range(TREND_POINTS))
    end = TREND_END.get(fault, ()) if fault else ()
    site_id = f"site{number}"
    return SiteView(
        id=site_id, number=number, name=name or NAMES[(number - 1) % len(NAMES)],
        role="Điểm cầu tỉnh" if number == 1 else "Điểm cầu huyện", state=state,
        since_utc=AT_UTC - (151 if state is not PointState.UP else 5_400),
        rtt_ms=None if is_silent else 287.0 if state is PointState.DEGRADED else rtt_ms,
        jitter_ms=None if is_silent else 0.4, loss_ratio=0.032 if state is PointState.DEGRADED else 0.0,
        trend=trend[: TREND_POINTS - len(end)] + end, answered_s=at_s - (151.0 if is_silent else 0.2),
        fresh_for_s=4.0, carrier="VNPT", circuit=f"LCI-{number:04}",
        contacts=CONTACTS, carrier_contacts=CARRIER_CONTACTS,
        devices=make_devices(site_id, at_s, fault),
    )  # fmt: skip


def make_devices(site_id: str, at_s: float, fault: Fault | None) -> tuple[DeviceView, ...]:
    """Router, codec, UPS and room probe of a site."""
    is_cut = fault in (Fault.DOWN, Fault.UNKNOWN)
    taken_s = at_s - (151.0 if is_cut else 4.0)
    source = "battery" if fault is Fault.BATTERY else "normal"
    ups = () if fault is Fault.UPS_SILENT else (
        Reading("ups.source", source, Unit.NONE, Quality.GOOD, taken_s, "RFC 1628 upsOutputSource"),
        Reading("ups.battery.minutes", 42, Unit.MINUTE, Quality.GOOD, taken_s, "RFC 1628"),
        Reading("ups.battery.charge", 88, Unit.PERCENT, Quality.GOOD, taken_s, "RFC 1628"),
        Reading("ups.output.load", None, Unit.PERCENT, Quality.IMPOSSIBLE, taken_s, "RFC 1628", "429"),
    )  # fmt: skip
    router = (
        Reading("line.oper_status", "up", Unit.NONE, Quality.GOOD, taken_s, "IF-MIB ifOperStatus"),
        Reading("line.in_rate", 12.4, Unit.MBIT_PER_S, Quality.GOOD, taken_s, "IF-MIB ifHCInOctets"),
        Reading("line.in_utilisation", 24.8, Unit.PERCENT, Quality.GOOD, taken_s, "IF-MIB"),
        Reading("device.uptime", 3_801_600, Unit.SECOND, Quality.GOOD, taken_s, "SNMPv2-MIB sysUpTime"),
    )
    probe = (
        Reading("room.temperature", 24.5, Unit.CELSIUS, Quality.GOOD, taken_s, "probe"),
        Reading("room.humidity", 61.0, Unit.PERCENT, Quality.GOOD, taken_s, "probe"),
    )
    codec_ping = PointState.DOWN if is_cut or fault is Fault.CODEC else PointState.UP
    silent = DeviceFault.SILENT if is_cut or fault is Fault.UPS_SILENT else None

    def device(
        name: str,
        kind: DeviceKind,
        last: int,
        readings: tuple[Reading, ...],
        *,
        fault: DeviceFault | None = None,
        ping: PointState | None = None,
    ) -> DeviceView:
        return DeviceView(
            id=f"{site_id}.{name}", kind=kind, name=name, driver="ping" if ping else "snmp",
            address=f"10.14.{int(site_id[4:]) % 250}.{last}",
            ping=ping, ping_rtt_ms=4.2 if ping is PointState.UP else None,
            fault=fault, answered_s=taken_s, fresh_for_s=45.0, readings=readings,
        )  # fmt: skip

    cut = DeviceFault.SILENT if is_cut else None
    return (
        device("router", DeviceKind.ROUTER, 1, router, fault=cut),
        device("codec", DeviceKind.CODEC, 10, (), ping=codec_ping),
        device("ups", DeviceKind.UPS, 20, ups, fault=silent),
        device("probe", DeviceKind.PROBE, 30, probe, fault=cut),
    )


def make_snapshot(
    count: int,
    faults: Mapping[int, Fault] | None = None,
    *,
    at_s: float = 1_000.0,
    at_utc: float = AT_UTC,
    names: Mapping[int, str] | None = None,
) -> Snapshot:
    """A network of `count` sites; `faults` and `names` by number."""
    faults, names = faults or {}, names or {}
    sites = tuple(make_site(n, at_s, faults.get(n), names.get(n)) for n in range(1, count + 1))
    return Snapshot(
        epoch="scripted", version=1, at_s=at_s, at_utc=at_utc, network="GBĐT Lào Cai", sites=sites,
        control=Control("console-9", "Trực ca 1", "pts/0"),
    )  # fmt: skip


def later(
    snapshot: Snapshot, seconds: float, change: Callable[[SiteView], SiteView] = lambda s: s
) -> Snapshot:
    """The next version: time has passed, every line, the MCU and every codec answered again, and `change` was
    made to each site."""

    def next_site(site: SiteView) -> SiteView:
        if site.state in (PointState.UP, PointState.DEGRADED) and site.answered_s is not None:
            site = replace(site, answered_s=site.answered_s + seconds)
        return change(site)

    conference = snapshot.conference
    if conference is not None and conference.taken_s is not None:
        conference = replace(conference, taken_s=conference.taken_s + seconds)
    rooms = tuple(
        replace(room, taken_s=None if room.taken_s is None else room.taken_s + seconds)
        for room in snapshot.rooms
    )
    return replace(
        snapshot, version=snapshot.version + 1, conference=conference, rooms=rooms,
        at_s=snapshot.at_s + seconds, at_utc=snapshot.at_utc + seconds,
        sites=tuple(next_site(site) for site in snapshot.sites),
    )  # fmt: skip


def make_past(site: SiteView, at_utc: float) -> SitePast:
    """An hour of a line: half a minute of silence, a slow spell, five minutes not measured; at its end what
    the site's trend says."""
    begins = int(at_utc) + 1 - HOUR_S
    usual = max(30, int((site.rtt_ms or 12.0) * 10) if (site.rtt_ms or 0) < 100 else 120)
    seconds = [usual + (second * 7 + site.number) % 13 for second in range(HOUR_S)]
    seconds[300:600] = [TREND_UNKNOWN] * 300
    seconds[1_500:1_530] = [TREND_LOST] * 30
    seconds[2_400:2_700] = [point * 3 if point % 11 else TREND_LOST for point in seconds[2_400:2_700]]
    seconds[HOUR_S - len(site.trend) :] = site.trend
    line = f"{site.id}.line"
    said: tuple[tuple[float, Event], ...] = (
        (2_100.0, PointChanged(line, "down", PointState.UP, begins + 1_530.0)),
        (2_090.0, PointChanged(line, "up", PointState.DOWN, begins + 1_500.0)),
        (2_500.0, BlipSeen(line, begins + 1_100.0, 3.2)),
        (90_000.0, DeviceRestarted(f"{site.id}.router")),
    )
    entries = tuple(
        Entry(40 - place, at_utc - ago_s, event.KIND, event.VERSION, "", event_data(event), event)
        for place, (ago_s, event) in enumerate(said)
    )
    return SitePast(site.id, begins, tuple(seconds), entries)


class ScriptedPort:
    """Gives the Snapshots it is told to; remembers the Commands it was given and the pasts it was asked for.
    `ends` gives code and detail of a command's end; `pasts` answers in the place of a made one; while
    `answers` is not set none comes."""

    client_id = "console-1"

    def __init__(self, first: Snapshot | None = None) -> None:
        self.submitted: list[Command] = []
        self.ends: dict[type[Command], tuple[str, str]] = {}
        self.asked: list[str] = []
        self.pasts: dict[str, SitePast] = {}
        self.sent: list[NoticeSent] = []
        self.stills_given: tuple[Still, ...] = ()
        self.stills_asked: list[float] = []
        self.answers = asyncio.Event()
        self.answers.set()
        self._newest = first
        self._is_closed = False
        self._is_away = False
        self._returned = asyncio.Event()
        self._changed = asyncio.Event()
        if first is not None:
            self._changed.set()

    @property
    def newest(self) -> Snapshot | None:
        return self._newest

    def publish(self, snapshot: Snapshot) -> None:
        self._newest = snapshot
        self._changed.set()

    def break_off(self) -> None:
        """As when the engine of this process dies."""
        self._is_closed = True
        self._changed.set()

    def go_away(self) -> None:
        """As when an engine that is attached to is started again."""
        self._is_away = True
        self.break_off()

    def come_back(self, client_id: str, snapshot: Snapshot) -> None:
        """As when that engine is there again, and gives this client a name."""
        self.client_id, self._is_closed = client_id, False
        self.publish(snapshot)
        self._returned.set()

    async def snapshots(self) -> AsyncIterator[Snapshot]:
        while True:
            await self._changed.wait()
            self._changed.clear()
            if self._is_closed:
                raise PortClosed
            if self._newest is not None:
                yield self._newest

    async def submit(self, command: Command) -> AsyncIterator[Progress]:
        if self._is_closed:
            raise PortClosed
        self.submitted.append(command)
        if isinstance(command, TakeControl) and self._newest is not None:
            taken = replace(
                self._newest, version=self._newest.version + 1, control=Control(self.client_id, "Trực ca 2")
            )
            self.publish(taken)
        code, detail = self.ends.get(type(command), ("", ""))
        yield Progress(new_request_id(), Stage.RECORDED, code, detail)

    async def events(self, after_seq: int | None = None) -> AsyncIterator[Entry]:
        for entry in ():
            yield entry

    async def past(self, site_id: str) -> SitePast:
        self.asked.append(site_id)
        await self.answers.wait()
        if self._is_closed or self._newest is None:
            raise PortClosed
        site = next((site for site in self._newest.sites if site.id == site_id), None)
        if site_id in self.pasts or site is None:
            return self.pasts.get(site_id, SitePast(site_id, 0, (), ()))
        return make_past(site, self._newest.at_utc)

    async def notices(self, number: int) -> tuple[NoticeSent, ...]:
        return tuple(notice for notice in self.sent if notice.number == number)

    async def stills(self, since_s: float) -> tuple[Still, ...]:
        self.stills_asked.append(since_s)
        return self.stills_given

    async def reattach(self) -> str:
        if not self._is_away:
            return GONE
        await self._returned.wait()
        self._returned.clear()
        return ""

    async def close(self) -> None:
        self.break_off()
