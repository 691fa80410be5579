"""A meeting that others host, told by Polycoms: the whole engine in fake time, with the real driver.

The simulated codecs are called by the host and by others, hang up, restart, fall silent and lie.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.conference.presence import Presence
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.requests import Stage
from gbdt_console.devices.control import Codec
from tests.support.conference.engine_meetings import ask, view
from tests.support.conference.hosted import SERVICE, hosted_network
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.meetings.attendance import attendance_of
from tests.support.rooms.codec_stands import PolycomStand
from tests.support.rooms.engine_rooms import room

Stands = dict[int, PolycomStand]
IN, OUT, UNKNOWN = RosterStatus.CONNECTED, RosterStatus.ABSENT, RosterStatus.UNKNOWN


def play(scenario: Callable[[Bench, Stands], Awaitable[None]]) -> None:
    """Three Polycoms, the second by SSH, the third answering one command late; site 4 has none."""
    stands: Stands = {}

    def codecs(clock: ManualClock) -> Mapping[str, Codec]:
        kinds: dict[int, dict[str, bool]] = {1: {}, 2: {"is_ssh": True}, 3: {"lags": True}}
        stands.update({n: PolycomStand(clock, f"8G{n}", **kind) for n, kind in kinds.items()})
        for stand in stands.values():
            stand.codec.receive_call("VNPT: Meeting", f"sip:{SERVICE}")
        return {f"s{n}.codec": stand.driver for n, stand in stands.items()}

    async def begin(bench: Bench) -> None:
        now = bench.clock.utc()
        command = StartMeeting("Giao ban", "s1", now, now + 7_200, upper_site_id="s4")
        assert (await ask(bench, command)).stage is Stage.RECORDED
        await bench.until(lambda: {standing(bench, n) for n in (1, 2, 3, 4)} == {IN}, 60)
        await scenario(bench, stands)

    run_engine(hosted_network(), begin, codecs_of=codecs)


def standing(bench: Bench, number: int) -> RosterStatus | None:
    row = view(bench).row(f"s{number}")
    return None if row is None else row.standing


def active(bench: Bench) -> set[tuple[str, str]]:
    return {(a.key.resource, a.key.type) for a in bench.latest.alarms if a.is_active}


def test_the_codecs_own_calls_tell_who_is_in_and_who_is_elsewhere() -> None:
    async def scenario(bench: Bench, stands: Stands) -> None:
        codec = stands[2].codec
        codec.end(codec.calls[0])
        await bench.until(lambda: standing(bench, 2) is OUT, 3)
        codec.receive_call("Sở Y tế", "h323:10.7.7.7")
        await bench.until(lambda: (row := view(bench).row("s2")) is not None and bool(row.elsewhere), 3)
        await bench.until(lambda: ("s2", AlarmType.IN_OTHER_CALL) in active(bench), 90)
        codec.receive_call("", "10.9.9.9")
        await bench.until(lambda: standing(bench, 2) is IN, 3)
        await bench.until(lambda: not active(bench), 3)

    play(scenario)


def quality(bench: Bench, number: int) -> list[tuple[int | None, float | None]]:
    state = room(bench, number).state
    return [(call.speed_kbps, call.loss_percent) for call in (state.calls if state else None) or ()]


def test_each_codec_tells_the_rate_and_loss_of_its_own_call() -> None:
    async def scenario(bench: Bench, stands: Stands) -> None:
        codec = stands[2].codec
        await bench.until(lambda: all(quality(bench, n) == [(384, 0.0)] for n in (1, 2, 3)), 30)
        codec.loss = "2.10%"
        await bench.until(lambda: quality(bench, 2) == [(384, 2.1)], 20)
        codec.loss = "101%"
        await bench.until(lambda: quality(bench, 2) == [(384, None)], 20)
        codec.loss = "---"
        asked = codec.commands.count("netstats")
        await asyncio.sleep(100)
        assert codec.commands.count("netstats") - asked in range(8, 11), "at most once in ten seconds"
        codec.loss = "3.00%"
        await bench.until(lambda: quality(bench, 2) == [(384, 3.0)], 20)
        other = codec.receive_call("Sở Y tế", "h323:10.7.7.7")
        await bench.until(lambda: quality(bench, 2) == [(384, None)] * 2, 3)
        codec.end(other)
        codec.end(codec.calls[0])
        await bench.until(lambda: quality(bench, 2) == [], 3)
        codec.loss = "0.50%"
        codec.receive_call("VNPT: Meeting", f"sip:{SERVICE}")
        await bench.until(lambda: len(quality(bench, 2)) == 1, 3)
        assert quality(bench, 2) != [(384, 3.0)], "the loss of a call that is over"
        await bench.until(lambda: quality(bench, 2) == [(384, 0.5)], 20)

    play(scenario)


def test_a_codec_that_refuses_or_keeps_its_statistics_is_asked_once_a_connection_and_stays_in() -> None:
    async def scenario(bench: Bench, stands: Stands) -> None:
        refusing, silent, lagging = (stands[n].codec for n in (1, 2, 3))
        refusing.misbehaviour.knows_statistics = False
        silent.misbehaviour.keeps_statistics = lagging.misbehaviour.keeps_statistics = True
        await bench.until(lambda: all(quality(bench, n) == [(384, None)] for n in (1, 2, 3)), 30)
        asked = [stands[n].codec.commands.count("netstats") for n in (1, 2, 3)]
        opened = len(bench.entries)
        await asyncio.sleep(120)
        assert [stands[n].codec.commands.count("netstats") for n in (1, 2, 3)] == asked
        assert {standing(bench, n) for n in (1, 2, 3, 4)} == {IN}
        assert [room(bench, n).fault for n in (1, 2, 3)] == [None] * 3
        assert len(bench.entries) == opened, "nothing is recorded of it"
        refusing.misbehaviour.knows_statistics = True
        refusing.drop_sessions()
        await bench.until(lambda: quality(bench, 1) == [(384, 0.0)], 60)

    play(scenario)


def test_the_end_of_our_halls_call_is_the_loss_of_the_upper_level() -> None:
    async def scenario(bench: Bench, stands: Stands) -> None:
        hall = stands[1].codec
        hall.end(hall.calls[0])
        await bench.until(lambda: ("s4", AlarmType.UPPER_LOST) in active(bench), 5)
        hall.receive_call("Trung ương", SERVICE)
        await bench.until(lambda: ("s4", AlarmType.UPPER_LOST) not in active(bench), 5)

    play(scenario)


def test_a_codec_that_restarts_falls_silent_or_drops_its_answers_is_unknown_until_it_tells_again() -> None:
    async def scenario(bench: Bench, stands: Stands) -> None:
        stands[1].codec.reboot()
        stands[2].cut()
        stands[3].proxy.drops_answers = True
        await bench.until(lambda: {standing(bench, n) for n in (1, 2, 3, 4)} == {UNKNOWN}, 90)
        lost = {kind for _, kind in active(bench)}
        assert lost.isdisjoint({AlarmType.NOT_IN_CALL, AlarmType.UPPER_LOST, AlarmType.MCU_LOST})
        assert not bench.events("site.left")
        await bench.until(lambda: ("s4", AlarmType.UPPER_LOST) in active(bench), 90)
        assert standing(bench, 1) is OUT, "the hall's codec has started again, without its call"
        await asyncio.sleep(120)
        assert (standing(bench, 2), standing(bench, 3)) == (UNKNOWN, UNKNOWN)
        stands[2].proxy.is_cut = stands[3].proxy.drops_answers = False
        await bench.until(lambda: standing(bench, 2) is IN and standing(bench, 3) is IN, 90)
        sheet = attendance_of(bench.entries, ("s1", "s2", "s3", "s4"), bench.latest.at_utc)
        assert sheet is not None
        for site in sheet.sites:
            assert Presence.UNKNOWN in site.seconds

    play(scenario)
