"""One day at the console on real parts: from the registration of a meeting to the proof that all is off.

Sites are namespaces with snmpd and baresip, the MCU is Asterisk, OBS makes the chair's picture. Verbs do
what the technician does; what they say is looked at by second clients: AMI, net-snmp, the pixels that OBS
sends, and a reader of the journal with none of our code.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from gbdt_console.cli.failures import Exit
from tests.support.day.mixer import reached_from_centre
from tests.support.day.technician import Room, Shown, Technician
from tests.support.journal.reader import read_journal
from tests.support.lab.agents import ON_BATTERY, ON_MAINS, OUTLET_ON, OUTPUT_SOURCE, ROUTER_OUTLET
from tests.support.lab.conference import Mcu
from tests.support.lab.lab import Lab
from tests.support.mixer.desk import SITES as SOURCE_OF
from tests.support.mixer.office import WHOLE
from tests.support.mixer.real_obs import RealPeer
from tests.support.wait import until

CHAIR, FIRST, SECOND = "vanphong", "sapa", "bacha"
OBS_DRAWS_WITHIN_S = 40.0
"""Without a graphics card OBS draws late where the day's other parts use the cores."""
REPAIRED, BROKEN = "laocai", "simacai"
"""Sites that the checklist finds without mains, and with a dead codec."""
PROVED, UNPROVABLE = "laocai", "batxat"
"""Sites whose outlets the centre switches; the second's UPS notices nothing."""
STRAGGLER = "baothang"
SITES = (CHAIR, PROVED, UNPROVABLE, STRAGGLER, SECOND, FIRST, BROKEN)
"""Sites of the meeting, as the journal orders them; the engine takes few connections a second."""
GROUPS = ("sites", "carrier", "power")
OPERATOR = "Technician on duty"
ROLL_CALL = (("heard", "both"), ("normal", "by-technician"), ("presides", "Chủ tịch"), ("delegates", "24"))

STORY: tuple[tuple[str, Mapping[str, object]], ...] = (
    ("calendar.registered", {"number": 1}),
    ("calendar.invited", {"number": 1}),
    *((kind, {"group": group}) for group in GROUPS for kind in ("calendar.notice", "calendar.confirmed")),
    ("checklist.opened", {"meeting": "1"}),
    ("alarm.raised", {"type": "power.mains", "site": REPAIRED}),
    ("outage.opened", {"resource": BROKEN}),
    ("checklist.answered", {"site": BROKEN, "faulty": ["contact"]}),
    ("checklist.answered", {"site": FIRST, "question": "heard", "signed": ["sound", "contact"]}),
    ("alarm.cleared", {"resource": f"{REPAIRED}.ups"}),
    ("alarm.raised", {"type": "checklist.late", "members": [BROKEN]}),
    ("checklist.signed", {"site": BROKEN, "checks": ["terminal"]}),
    ("checklist.closed", {"operator": OPERATOR}),
    ("meeting.started", {"title": "Giao ban"}),
    ("site.excused", {"site": BROKEN}),
    ("microphones.blocking", {}),
    ("floor.given", {"site": FIRST}),
    ("floor.prepared", {"site": SECOND}),
    ("frame.taken", {"site": SECOND}),
    ("floor.given", {"site": SECOND}),
    ("outage.opened", {"resource": SECOND}),
    ("alarm.raised", {"type": "speaker.lost", "site": SECOND}),
    ("floor.given", {"site": "", "before": SECOND}),
    ("outage.cause", {"cause": "line"}),
    ("outage.estimated", {}),
    ("outage.told", {"person": "Chủ tịch"}),
    ("outage.restored", {}),
    ("floor.given", {"site": SECOND}),
    ("outage.closed", {}),
    ("meeting.ended", {}),
    ("shutdown.opened", {}),
    ("shutdown.signed", {"site": FIRST, "step": "done", "note": "micro 2 rè"}),
    ("shutdown.judged", {"site": STRAGGLER, "step": "left", "state": "proved"}),
    ("shutdown.commanded", {"site": UNPROVABLE}),
    ("shutdown.switched", {"site": UNPROVABLE, "is_off": True}),
    ("shutdown.switched", {"site": PROVED, "is_off": True}),
    ("shutdown.judged", {"site": PROVED, "step": "power", "state": "proved"}),
    ("shutdown.judged", {"site": UNPROVABLE, "step": "power", "state": "unproven"}),
    ("shutdown.signed", {"site": UNPROVABLE, "step": "power"}),
    ("shutdown.closed", {"operator": OPERATOR, "open_sites": []}),
)
"""The day as its journal has to tell it: kind and some data of events, in their order."""


@pytest.fixture
def day(standing: Mcu, lab: Lab, office: RealPeer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Technician]:
    """The technician before the day; the rooms have power, and nobody is in the conference."""
    rooms = (PROVED, UNPROVABLE)
    lab.start_agents([lab.site(site_id) for site_id in rooms], ["pdu"])
    with reached_from_centre(lab.namespaces, office.port) as port:
        technician = Technician(standing, lab.folder / "day", rooms, port, monkeypatch)
        yield technician
        technician.stop()


def test_one_day_from_registration_to_the_proof_of_off(
    day: Technician, office: RealPeer, tmp_path: Path
) -> None:
    day.come_to("2026-11-29 14:00:00", with_engine=False)
    register(day)
    day.come_to("2026-12-02 07:00:00")
    call_the_roll(day)
    day.come_to("2026-12-02 07:29:58")
    close_the_sheet_late(day)
    day.come_to("2026-12-02 07:59:58")
    meet(day, office)
    lose_the_speaker(day)
    day.ask("meetings", "end")
    shut_down(day)
    day.stop()
    tells_the_day(day, tmp_path)


def register(day: Technician) -> None:
    """No engine runs the days before: the verbs write the journal themselves."""
    plan = (
        "--host",
        "UBND tỉnh",
        "--opening",
        "2026-12-02 08:00",
        "--minutes",
        "60",
        "--sites",
        ",".join(SITES),
    )
    order = ("--order", f"{FIRST},{SECOND}", "--contact", "thư ký 0214 000 0110")
    day.ask("meetings", "register", "Giao ban", *plan, *order)
    day.ask("meetings", "invite", "1", "--paper", "12/GM-UBND")
    for group in GROUPS:
        assert "02/12/2026" in day.ask("meetings", "notice", "1", group)
        day.ask("meetings", "noticed", "1", group, "--channel", "fax")
        day.ask("meetings", "confirmed", "1", group, "--person", "trực ban")
    (meeting,) = day.see("meetings list", lambda shown: shown["meetings"], "it is listed")["meetings"]
    assert meeting["chair"] == CHAIR
    assert [group["recipients"] for group in meeting["to_tell"]] == [[], [], []]
    assert {notice["group"] for notice in meeting["notices"] if notice["confirmed"]} == set(GROUPS)


def call_the_roll(day: Technician) -> None:
    mcu, lab = day.mcu, day.mcu.lab
    present = [site_id for site_id in SITES if site_id != BROKEN]
    day.ask("checklist", "open")
    lab.agent(REPAIRED, "ups").set(OUTPUT_SOURCE, ON_BATTERY)
    lab.switch_off(BROKEN, "codec")
    for site_id in present:
        mcu.ends[site_id].call()
    day.engine.await_event("alarm.raised", resource=f"{REPAIRED}.ups", type="power.mains")
    day.engine.await_event("outage.opened", resource=BROKEN)
    sheet_shows(day, REPAIRED, "power", "fault")
    day.ask("checklist", "answer", BROKEN, "heard", "no-answer")
    for site_id in present:
        for question, answer in ROLL_CALL:
            day.ask("checklist", "answer", site_id, question, answer)
    lab.agent(REPAIRED, "ups").set(OUTPUT_SOURCE, ON_MAINS)
    day.engine.await_event("alarm.cleared", resource=f"{REPAIRED}.ups")
    sheet_shows(day, REPAIRED, "power", "passed")
    sheet_shows(day, BROKEN, "terminal", "fault")
    until(lambda: mcu.seen().numbers == set(map(mcu.number, present)), "all but one are in the conference")
    day.see("checklist show", lambda shown: not_done(shown) == [BROKEN], "all but one are done")


def close_the_sheet_late(day: Technician) -> None:
    late = day.engine.await_event("alarm.raised", type="checklist.late")["data"]["number"]
    sheet_shows(day, BROKEN, "terminal", "fault")
    day.see(
        "checklist show",
        lambda shown: shown["checklist"]["is_late"] and not_done(shown) == [BROKEN],
        "it is late with one alone, once the new engine has measured the others",
    )
    day.ask("checklist", "close", ends=Exit.FAILED)
    for check in ("terminal", "sound", "picture", "preset", "power", "room", "switch-on", "contact"):
        day.ask("checklist", "sign", BROKEN, check, "--note", "đang thay codec, vào họp sau")
    day.see("checklist show", lambda shown: not_done(shown) == [], "it is signed")
    day.ask("checklist", "close")
    sheet = day.see("checklist show", lambda shown: shown["checklist"]["closed"], "it is closed")["checklist"]
    assert sheet["closed"]["by"] == OPERATOR
    day.engine.await_event("alarm.cleared", number=late)
    assert day.mcu.number(CHAIR) in day.ask("checklist", "print")


def meet(day: Technician, office: RealPeer) -> None:
    mcu = day.mcu
    day.ask("meetings", "start", "1")
    day.ask("participant", "excuse", BROKEN, "--reason", "đang thay codec")
    present = set(SITES) - {BROKEN}
    day.see(
        "roster", lambda shown: shown["is_known"] and sites_of(shown["connected"]) == present, "all are in"
    )
    day.ask("mute", "--others")
    assert heard(mcu) == {CHAIR}
    day.ask("floor", "give", FIRST)
    assert (mcu.seen().shown, heard(mcu)) == (mcu.number(FIRST), {CHAIR, FIRST})
    chair_sees(day, office, FIRST)
    day.ask("floor", "prepare", SECOND)
    assert mcu.seen().shown == mcu.number(FIRST), "the preview is on nobody's screen"
    day.take()
    assert (mcu.seen().shown, heard(mcu)) == (mcu.number(SECOND), {CHAIR, SECOND})
    chair_sees(day, office, SECOND)


def lose_the_speaker(day: Technician) -> None:
    mcu, engine = day.mcu, day.engine
    mcu.lab.cut(SECOND)
    outage = engine.await_event("outage.opened", resource=SECOND)["data"]["number"]
    engine.await_event("alarm.raised", type="speaker.lost")
    day.ask("floor", "back")
    assert (mcu.seen().shown, heard(mcu)) == (mcu.number(CHAIR), {CHAIR})
    day.ask("outage", "report", str(outage), "--ticket", "LAB-77")
    day.ask("outage", "cause", str(outage), "line")
    day.ask("outage", "estimate", str(outage), "+20")
    told = day.ask("outage", "told", str(outage), "--person", "Chủ tịch", "--channel", "in-room")
    assert "Site bacha" in told
    mcu.lab.restore(SECOND)
    engine.await_event("outage.restored", number=outage)
    day.see(
        "roster", lambda shown: shown["is_known"] and SECOND in sites_of(shown["connected"]), "it is back"
    )
    day.ask("floor", "give", SECOND)
    assert (mcu.seen().shown, heard(mcu)) == (mcu.number(SECOND), {CHAIR, SECOND})
    day.ask("outage", "remedy", str(outage), "nối lại cáp quang")
    day.ask("outage", "close", str(outage))


def shut_down(day: Technician) -> None:
    mcu = day.mcu
    for site_id in set(SITES) - {BROKEN, STRAGGLER}:
        mcu.ends[site_id].hang_up()
    day.ask("shutdown", "open")
    for site_id in SITES:
        day.ask("shutdown", "done", site_id, *(("--problems", "micro 2 rè") if site_id == FIRST else ()))
    day.see("shutdown show", lambda shown: at_step(shown, "left") == [STRAGGLER], "one straggles")
    day.ask("participant", "hang-up", STRAGGLER, "--yes")
    assert mcu.seen().numbers == set()
    day.engine.await_event("shutdown.judged", site=STRAGGLER, step="left", state="proved")
    switched = (UNPROVABLE, PROVED)
    by_hand = [site_id for site_id in SITES if site_id not in switched]
    for site_id in (*switched, *(s for s in by_hand if s != STRAGGLER)):
        day.ask("shutdown", "sign", site_id, "codec", "--note", "điểm cầu xác nhận")
    day.see("shutdown show", lambda shown: set(switched) <= set(at_step(shown, "power")), "both have cooled")
    for site_id in switched:
        day.ask("shutdown", "off", site_id, ends=Exit.FAILED)
        day.ask("shutdown", "off", site_id, "--yes")
        room = Room(mcu, site_id)
        room.follow_outlets(is_load_lower=site_id == PROVED)
        assert room.outlet(ROUTER_OUTLET) == str(OUTLET_ON)
    day.ask("shutdown", "sign", STRAGGLER, "codec", "--note", "điểm cầu xác nhận")
    day.see("shutdown show", lambda shown: set(by_hand) <= set(at_step(shown, "power")), "all have cooled")
    for site_id in by_hand:
        day.ask("shutdown", "sign", site_id, "power", "--note", "điểm cầu báo đã ngắt điện")
    day.engine.await_event("shutdown.judged", site=PROVED, step="power", state="proved")
    doubt = day.engine.await_event("shutdown.judged", site=UNPROVABLE, step="power", state="unproven")
    assert doubt["data"]["code"] == "load-unchanged"
    day.ask("shutdown", "close", ends=Exit.FAILED)
    day.ask("shutdown", "sign", UNPROVABLE, "power", "--note", "kỹ thuật điểm cầu nhìn thấy đã tắt")
    day.ask("shutdown", "close", "--problems", "điểm batxat: UPS không báo tải")


def tells_the_day(day: Technician, folder: Path) -> None:
    day.ask("verify")
    events = [(kind, data) for _, kind, data in read_journal(day.state / "journal.sqlite", folder / "copy")]
    at = -1
    for kind, told in STORY:
        later = (n for n, (k, d) in enumerate(events) if n > at and k == kind and told.items() <= d.items())
        at = next(later, -1)
        assert at >= 0, f"{kind} {told} does not follow in order"
    kinds = {kind for kind, _ in events}
    opened = [data["resource"] for kind, data in events if kind == "outage.opened"]
    assert opened == [BROKEN, SECOND], "a codec that is switched off is no outage"
    assert "clock.jumped" not in kinds


def sheet_shows(day: Technician, site_id: str, check: str, state: str) -> None:
    def is_so(shown: Shown) -> bool:
        rows = {row["site"]: row["checks"] for row in shown["checklist"]["sites"]}
        return rows[site_id][check]["state"] == state

    day.see("checklist show", is_so, f"{check} of {site_id} is {state}")


def chair_sees(day: Technician, office: RealPeer, site_id: str) -> None:
    """The console has read it back from OBS, and the pixels that go out are that site's."""

    def is_so(shown: Shown) -> bool:
        (bus,) = (bus for bus in shown["buses"] if bus["bus"] == "chair")
        return [pane["site"] for pane in bus["panes"] or ()] == [site_id]

    day.see("frame show", is_so, f"the chair sees {site_id}")
    real = office.real
    until(
        lambda: real.colour_at(WHOLE) == SOURCE_OF[site_id],
        f"OBS sends {site_id}",
        OBS_DRAWS_WITHIN_S,
        every_s=0.2,
    )


def not_done(shown: Shown) -> list[str]:
    return [row["site"] for row in shown["checklist"]["sites"] if not row["is_done"]]


def at_step(shown: dict, step: str) -> list[str]:
    return [row["site"] for row in shown["shutdown"]["sites"] if row["next"] == step]


def sites_of(rows: list[Shown] | None) -> set[str]:
    """None while the MCU's word is not known."""
    return {row["site"] for row in rows or ()}


def heard(mcu: Mcu) -> set[str]:
    """The sites that the MCU lets be heard, by its own roster."""
    seen = mcu.seen()
    return {site.id for site in mcu.sites if mcu.number(site.id) in seen.numbers - seen.blocked}
