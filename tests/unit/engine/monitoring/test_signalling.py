"""A codec whose call service hangs is found while it answers pings; one that never answered is a notice."""

import asyncio
import re

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import AlarmRaised
from gbdt_console.core.checklist.checks import Check
from gbdt_console.core.monitoring.readings import Mismatch, MismatchKind
from gbdt_console.core.monitoring.signalling import CallService, Signalling, SipWire
from gbdt_console.core.site_view import DeviceView
from gbdt_console.core.sites import DeviceKind, Network
from gbdt_console.engine.checklist.measuring import Measuring
from tests.support.alarms.engine_alarms import active, restarted, until_alarm, written_by
from tests.support.engine.engine_in_time import Bench
from tests.support.engine.networks import Equipped, network

ASKED = Equipped(signalling=Signalling(SipWire.UDP, h323_port=1720, https_port=443))
CODEC = "10.0.2.10"
STARTED_S = 75.0
"""A codec's silence counts a minute after it began to answer pings."""


def province(signalling: Signalling | None = ASKED.signalling) -> Network:
    return network(2, equipped=Equipped(signalling=signalling))


def codec(bench: Bench) -> DeviceView:
    found = bench.site(2).device(DeviceKind.CODEC)
    assert found is not None
    return found


def said(bench: Bench) -> dict[str, object]:
    return {reading.metric: reading.value for reading in codec(bench).readings}


def test_sip_is_asked_every_10_s_and_h323_every_minute_also_in_a_quiet_province() -> None:
    async def scenario(bench: Bench) -> None:
        await asyncio.sleep(190)
        asked: dict[CallService, list[float]] = {}
        for at_s, question in bench.world.asked:
            if question.address == CODEC:
                asked.setdefault(question.service, []).append(at_s)
        assert len(asked[CallService.SIP]) in (18, 19)
        assert len(asked[CallService.H323]) in (3, 4)
        assert len(asked[CallService.HTTPS]) == 1
        assert said(bench) == dict.fromkeys(
            ("codec.calls.sip", "codec.calls.h323", "codec.calls.https"), "answers"
        )
        latest = bench.latest
        assert all(latest.is_fresh(one.taken_s, codec(bench).fresh_s(one)) for one in codec(bench).readings)

    written_by(province(), scenario)


def test_a_service_that_fell_silent_is_a_fault_and_ends_with_its_answer() -> None:
    async def scenario(bench: Bench) -> None:
        await asyncio.sleep(STARTED_S)
        bench.world.no_calls.add(CODEC)
        found = await until_alarm(bench, AlarmType.CALLS_SILENT, "s2", within_s=30)
        assert found.cause == "call-service"
        assert said(bench)["codec.calls.sip"] == "silent"
        assert codec(bench).mismatch is None
        bench.world.no_calls.clear()
        await bench.until(lambda: not active(bench, AlarmType.CALLS_SILENT), 15)

    written_by(province(), scenario)


def test_one_that_never_answered_is_a_notice_until_it_answers() -> None:
    async def scenario(bench: Bench) -> None:
        bench.world.no_calls.add(CODEC)
        await asyncio.sleep(2 * STARTED_S)
        assert bench.latest.alarms == ()
        assert said(bench)["codec.calls.sip"] == "never"
        assert codec(bench).mismatch == Mismatch(MismatchKind.SIGNALLING, "SIP OPTIONS UDP 5060")
        bench.world.no_calls.clear()
        await bench.until(lambda: codec(bench).mismatch is None, 75)

    written_by(province(), scenario)


def test_that_it_answered_once_is_known_after_a_restart_and_its_alarm_ends_by_an_answer() -> None:
    async def before(bench: Bench) -> None:
        await asyncio.sleep(STARTED_S)
        bench.world.no_calls.add(CODEC)
        await until_alarm(bench, AlarmType.CALLS_SILENT, "s2")

    async def still_silent(bench: Bench) -> None:
        bench.world.no_calls.add(CODEC)
        await asyncio.sleep(2 * STARTED_S)
        assert said(bench)["codec.calls.sip"] == "silent"
        assert active(bench, AlarmType.CALLS_SILENT) == ["s2"]
        bench.world.no_calls.clear()
        await bench.until(lambda: not active(bench, AlarmType.CALLS_SILENT), 15)

    async def answers(bench: Bench) -> None:
        await bench.until(lambda: not active(bench, AlarmType.CALLS_SILENT), 15)

    async def not_asked(bench: Bench) -> None:
        await bench.until(lambda: not active(bench, AlarmType.CALLS_SILENT), 15)

    entries = written_by(province(), before)
    restarted(province(), still_silent, entries)
    restarted(province(), answers, entries)
    restarted(province(None), not_asked, entries)


def test_a_codec_that_was_switched_off_and_a_cut_line_are_no_silent_service() -> None:
    async def scenario(bench: Bench) -> None:
        await asyncio.sleep(STARTED_S)
        bench.world.silent.add(CODEC)
        bench.world.cut(1)
        await asyncio.sleep(2 * STARTED_S)
        assert active(bench, AlarmType.CODEC_LOST) == ["s2"]
        bench.world.restore(1)
        bench.world.silent.clear()
        bench.world.no_calls.add(CODEC)  # it starts: pings come first
        await asyncio.sleep(45)
        bench.world.no_calls.clear()
        await asyncio.sleep(60)
        raised = {entry.data["type"] for entry in bench.events(AlarmRaised.KIND)}
        assert AlarmType.CODEC_LOST in raised
        assert AlarmType.CALLS_SILENT not in raised
        types = {alarm.key.type for alarm in bench.latest.alarms}
        assert AlarmType.CALLS_SILENT not in types

    written_by(province(), scenario)


def test_a_blind_console_asks_nothing_and_accuses_nobody() -> None:
    async def scenario(bench: Bench) -> None:
        await asyncio.sleep(STARTED_S)
        anchors = {f"10.255.0.{n}" for n in (1, 2)}
        bench.world.silent |= anchors | {"10.0.1.1", "10.0.1.10", "10.0.2.1", CODEC}
        await bench.until(lambda: bench.latest.blind is not None)
        asked = len(bench.world.asked)
        await asyncio.sleep(60)
        assert len(bench.world.asked) == asked
        bench.world.silent.clear()
        await asyncio.sleep(60)
        assert active(bench, AlarmType.CALLS_SILENT) == []
        assert said(bench)["codec.calls.sip"] == "answers"

    written_by(province(), scenario)


def test_days_of_a_certificate_are_told() -> None:
    async def scenario(bench: Bench) -> None:
        bench.signalling.certificate_until_utc = bench.clock.utc() + 40.5 * 86_400
        await asyncio.sleep(STARTED_S)
        assert said(bench)["codec.certificate"] == 40

    written_by(province(Signalling(https_port=443)), scenario)


def test_the_end_of_a_certificate_is_a_notice_then_an_alarm_once_each_and_over_when_renewed() -> None:
    def told(bench: Bench) -> list[str]:
        types = (AlarmType.CERTIFICATE_ENDS, AlarmType.CERTIFICATE_DUE)
        return [kind for kind in types if active(bench, kind) == ["s1", "s2"]]

    async def scenario(bench: Bench) -> None:
        for days, expected in (
            (31, []),
            (29.9, [AlarmType.CERTIFICATE_ENDS]),
            (31.5, [AlarmType.CERTIFICATE_ENDS]),
            (6.9, [AlarmType.CERTIFICATE_DUE]),
            (-3, [AlarmType.CERTIFICATE_DUE]),
            (8.5, [AlarmType.CERTIFICATE_DUE]),
            (20, [AlarmType.CERTIFICATE_ENDS]),
            (365, []),
        ):
            bench.signalling.certificate_until_utc = bench.clock.utc() + days * 86_400
            await asyncio.sleep(60)
            assert told(bench) == expected, days
            if days == 6.9:
                (alarm, _) = (a for a in bench.latest.alarms if a.key.type == AlarmType.CERTIFICATE_DUE)
                (day,) = dict(alarm.params).values()
                assert re.fullmatch(r"\d\d/\d\d/\d{4}", day)
                proof = Measuring(bench.latest).of(bench.site(2))[Check.TERMINAL]
                assert (proof.code, proof.params, proof.is_good) == ("certificate", (("day", day),), False)

    entries = written_by(province(Signalling(SipWire.TLS)), scenario)
    raised = [entry.event for entry in entries if isinstance(entry.event, AlarmRaised)]
    assert len([one for one in raised if one.type == AlarmType.CERTIFICATE_DUE]) == 2, "once a site"


def test_a_certificate_that_never_ends_is_judged_as_any_other() -> None:
    """RFC 5280 writes 'no end' as the last second of 9999, which east of Greenwich is the year 10000."""

    async def scenario(bench: Bench) -> None:
        bench.signalling.certificate_until_utc = 253_402_300_799.0
        await asyncio.sleep(STARTED_S)
        assert said(bench)["codec.calls.sip"] == "answers"
        assert said(bench)["codec.certificate"] > 2_000_000
        bench.signalling.certificate_until_utc = bench.clock.utc() + 3 * 86_400
        await until_alarm(bench, AlarmType.CERTIFICATE_DUE, "s2", within_s=15)
        bench.signalling.certificate_until_utc = 253_402_300_799.0
        await bench.until(lambda: not active(bench, AlarmType.CERTIFICATE_DUE), 15)

    written_by(province(Signalling(SipWire.TLS)), scenario)


def test_a_silence_from_before_a_blindness_keeps_its_begin_after_it() -> None:
    """The line was cut meanwhile, so that the alarm is raised anew."""

    async def scenario(bench: Bench) -> None:
        await asyncio.sleep(STARTED_S)
        bench.world.no_calls.add(CODEC)
        began = await until_alarm(bench, AlarmType.CALLS_SILENT, "s2", within_s=30)
        site, others = {"10.0.2.1", CODEC}, {"10.255.0.1", "10.255.0.2", "10.0.1.1", "10.0.1.10"}
        bench.world.silent |= site
        await until_alarm(bench, AlarmType.SITE_LOST, "s2")
        bench.world.silent |= others
        await bench.until(lambda: bench.latest.blind is not None)
        await asyncio.sleep(30)
        bench.world.silent -= site | others
        await bench.until(lambda: bench.latest.blind is None)
        await asyncio.sleep(30)
        again = await until_alarm(bench, AlarmType.CALLS_SILENT, "s2")
        assert round(again.since_utc) == round(began.since_utc)
        (silent,) = (one for one in again.evidence if one.code == "calls.silent")
        assert int(dict(silent.params)["seconds"]) > 50

    written_by(province(), scenario)
