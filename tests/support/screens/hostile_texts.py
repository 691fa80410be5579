"""Ninety-eight texts that steer terminals, mislead readers or look like markup, and a network of them."""

from dataclasses import replace

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.view import ConferenceView, OrderView
from gbdt_console.core.evidence import Evidence
from gbdt_console.core.monitoring.readings import Quality, Reading, Unit
from gbdt_console.core.people import Contact
from gbdt_console.core.requests import Stage
from gbdt_console.core.rooms.room import RoomCall, RoomView
from gbdt_console.core.site_view import DeviceView, SiteView
from gbdt_console.core.snapshot import Snapshot

MARKUP = (
    "A[/]B", "[@click=app.quit]x", "UPS [on battery]", "[red]r", "[bold", "]x[", "\\[x]", "[link=http://a]l",
    "[$error]e", "{x}", "%s%n", "[]",
)  # fmt: skip
ESCAPES = (
    "\x1b]0;T\x07", "\x1b]2;T\x1b\\", "\x1b]52;c;aGk=\x07", "\x1b]8;;http://a\x07l\x1b]8;;\x07",
    "\x1b[2J", "\x1b[H", "\x1b[5;35m", "\x1b[?1049l", "\x1b[6n", "\x1b[c", "\x1bc", "\x1bP$q\x1b\\",
    "\x1b_x\x1b\\", "\x1b^x\x1b\\", "\x1b[20t", "\x1b[8;1;1t", "\x1b(0", "\x1b#8", "\x1b7\x1b8", "\x9b2J",
    "\x9d0;T\x9c", "\x90q\x9c", "\x1b[?1000h", "\x1bM",
)  # fmt: skip
CONTROLS = tuple(map(chr, (*range(1, 27), 28, 29, 31, 127, *range(128, 135))))
FORMATS = (
    "\u202eabc", "\u202dabc", "\u2066a\u2069", "\u200ea", "\u200fa", "\u061ca", "a\u200bb", "a\u200db",
    "a\ufeffb", "a\u2060b", "a\u00adb", "a\u2028b", "a\u2029b",
)  # fmt: skip
CODEPOINTS = (
    "\ud800", "\udcff", "\U000e0001", "\ue000", "\u0378", "\U0010ffff", "❤\ufe0f", "a\U000e0100",
    "Z" + "\u0301\u0316" * 20, "e\u0301" * 3, "\u00a0x", "\u3000x",
)  # fmt: skip
PAYLOADS = (*MARKUP, *ESCAPES, *CONTROLS, *FORMATS, *CODEPOINTS)


def payload(number: int, *, is_cleaned: bool) -> str:
    """A text of its own for every number, cleaned as where texts come in or as it was."""
    text = PAYLOADS[(number - 1) % len(PAYLOADS)]
    return clean(text) if is_cleaned else text


def hostile(snapshot: Snapshot, *, is_cleaned: bool, begin: int = 1) -> Snapshot:
    """Every text of the network replaced by a payload; the first site has that of `begin`."""
    sites = tuple(
        _hostile_site(site, payload(site.number + begin - 1, is_cleaned=is_cleaned))
        for site in snapshot.sites
    )
    network = payload(20, is_cleaned=is_cleaned)
    control = replace(snapshot.control, operator=payload(15, is_cleaned=is_cleaned))
    alarms = tuple(
        _hostile_alarm(alarm, payload(n + begin, is_cleaned=is_cleaned))
        for n, alarm in enumerate(snapshot.alarms)
    )
    by_number = {alarm.number: alarm for alarm in alarms}
    sites = tuple(replace(s, alarm=by_number[s.alarm.number] if s.alarm else None) for s in sites)
    conference, meeting = snapshot.conference, snapshot.meeting
    text = payload(begin, is_cleaned=is_cleaned)
    if conference is not None:
        conference = _hostile_conference(conference, text)
    if meeting is not None:
        meeting = replace(meeting, title=text)
    rooms = tuple(
        _hostile_room(room, site.id, payload(site.number + begin - 1, is_cleaned=is_cleaned))
        for room in snapshot.rooms[:1]
        for site in sites
    )
    return replace(
        snapshot, network=network, control=control, sites=sites, alarms=alarms, conference=conference,
        meeting=meeting, rooms=rooms,
    )  # fmt: skip


def _hostile_conference(view: ConferenceView, text: str) -> ConferenceView:
    """What an MCU tells: names and numbers of legs, its own name, its words of a refusal."""
    rows = tuple(
        replace(row, cause=text, participant=replace(row.participant, name=text, number=text, address=text))
        if row.participant is not None
        else row
        for row in view.roster
    )
    state = replace(view.state, name=text) if view.state is not None else None
    orders = tuple(replace(order, target=text, words=text, code=order.code or text) for order in view.orders)
    floor = replace(view.floor, prepared=text, running_order=(text,), isolated=frozenset({text}))
    return replace(view, roster=rows, state=state, orders=orders, floor=floor)


def _hostile_room(view: RoomView, site_id: str, text: str) -> RoomView:
    """What a codec tells: the far ends of its calls, its words of a refusal."""
    calls = (RoomCall(text, text, True), RoomCall("2", text, False))
    state = replace(view.state, calls=calls) if view.state is not None else None
    order = OrderView("room.wake", site_id, Stage.FAILED, "control.refused", text)
    return replace(view, site_id=site_id, state=state, orders=(order,))


def _hostile_alarm(alarm: Alarm, text: str) -> Alarm:
    evidence = tuple(
        Evidence(fact.code, fact.at_utc, tuple((name, text) for name, _ in fact.params))
        for fact in (*alarm.evidence, Evidence(text, alarm.since_utc))
    )
    return replace(
        alarm, cause=text, confidence=text, evidence=evidence, params=((text, text),), override=text,
        override_by=text, ack_by=text,
    )  # fmt: skip


def _hostile_site(site: SiteView, text: str) -> SiteView:
    devices = tuple(_hostile_device(device, text) for device in site.devices)
    contacts = (Contact(text, text, text), Contact("x" + text, "0", text))
    return replace(
        site, name=text, role=text, carrier=text, circuit=text, contacts=contacts, carrier_contacts=contacts,
        devices=devices,
    )  # fmt: skip


def _hostile_device(device: DeviceView, text: str) -> DeviceView:
    readings = tuple(
        Reading(text if n else r.metric, text, Unit.NONE, Quality.GOOD, r.taken_s, text, text)
        for n, r in enumerate(device.readings)
    )
    return replace(device, name=text, driver=text, address=text, readings=readings)
