"""What a bus shows by itself is in the journal: once for each confirmed change, and never by the second."""

import asyncio
from random import Random

import pytest

from gbdt_console.core.conference.commands import SetBreak
from gbdt_console.core.frame.commands import RollPictures, TakeFrame
from gbdt_console.core.frame.frame import Frame
from gbdt_console.core.frame.shown import ROLLED
from gbdt_console.core.json_value import Json
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.pictures import Bus, PictureOrder, Shot
from tests.support.conference.composing_mcu import ALONE, BY_VOICE, QUAD, ComposingMcu
from tests.support.conference.engine_meetings import ask, leg_of, meeting_of, play
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.journal.kept import kept_ledger

CONFIRMED_S, LOST_S = 4.0, 14.0
EMPTY = {bus: Shot(ALONE.id, ("*empty",)) for bus in Bus}
Shown = dict[Bus, Shot]


class Hall(ComposingMcu):
    """Shows pictures that nobody ordered."""

    def put(self, bus: Bus, *sources: str) -> None:
        self.on_air[bus] = PictureOrder(QUAD.id if len(sources) > 1 else ALONE.id, sources)

    def picture(self, bus: Bus) -> Shot:
        """What the journal is to keep of that bus, without the product's code."""
        order = self.on_air[bus]
        seats = [
            "*voice" if source == BY_VOICE else f"s{source.split('-')[0][-1]}" if source else "*empty"
            for source in order.sources
        ]
        return Shot(order.layout, tuple(seats))


def folded(bench: Bench) -> Ledger:
    """Fold all entries into a Checkpoint and read it."""
    ledger = Ledger()
    for entry in bench.entries:
        ledger.apply(entry.event)
    return kept_ledger(ledger)


def kept(bench: Bench) -> list[Json]:
    """The pictures of each entry."""
    return [entry.data["shots"] for entry in bench.events("frame.shown")]


def hall_of(scenario, mcu: Hall) -> None:  # type: ignore[no-untyped-def]
    """Play a meeting of four sites with nothing on air, recorded so."""

    async def played(bench: Bench, _: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3, 4)
        await asyncio.sleep(CONFIRMED_S)
        assert folded(bench)[Frame].shown == EMPTY
        await scenario(bench)

    play(played, mcu)


def test_a_picture_that_nobody_ordered_is_recorded_with_its_first_second() -> None:
    mcu = Hall()

    async def scenario(bench: Bench) -> None:
        mcu.put(Bus.BRANCHES, leg_of(mcu, "2003"))
        changed_utc = bench.clock.utc()
        await asyncio.sleep(CONFIRMED_S)
        entry = bench.events("frame.shown")[-1]
        assert entry.data["shots"] == {"branches": {"layout": "1", "seats": ["s3"]}}
        assert changed_utc <= float(str(entry.data["at_utc"])) <= changed_utc + 1.1
        assert entry.actor == ""

    hall_of(scenario, mcu)


def test_a_taken_picture_is_one_entry_and_stays_one() -> None:
    mcu = Hall()

    async def scenario(bench: Bench) -> None:
        await ask(bench, TakeFrame("s2"))
        await asyncio.sleep(60.0)
        both = {bus.value: {"layout": "1", "seats": ["s2"]} for bus in Bus}
        assert kept(bench)[1:] == [both]

    hall_of(scenario, mcu)


def test_many_pictures_in_a_row_that_were_taken_are_each_recorded() -> None:
    mcu = Hall()

    async def scenario(bench: Bench) -> None:
        taken = [f"s{1 + take % 4}" for take in range(12)]
        for site in taken:
            await ask(bench, TakeFrame(site))
            await asyncio.sleep(CONFIRMED_S)
        told = [{"branches": {"layout": "1", "seats": [site]}} for site in taken]
        assert [{"branches": shots["branches"]} for shots in kept(bench)[1:]] == told  # type: ignore[index, call-overload]

    hall_of(scenario, mcu)


def test_a_picture_of_one_poll_is_not_recorded() -> None:
    mcu = Hall()

    async def scenario(bench: Bench) -> None:
        mcu.put(Bus.CHAIR, leg_of(mcu, "2002"))
        await asyncio.sleep(1.1)
        mcu.put(Bus.CHAIR, leg_of(mcu, "2003"))
        await asyncio.sleep(CONFIRMED_S)
        assert kept(bench)[1:] == [{"chair": {"layout": "1", "seats": ["s3"]}}]

    hall_of(scenario, mcu)


def test_a_picture_that_follows_the_voice_is_one_entry_whoever_talks() -> None:
    mcu = Hall()

    async def scenario(bench: Bench) -> None:
        mcu.put(Bus.BRANCHES, BY_VOICE, leg_of(mcu, "2004"), "", "")
        for second in range(60):
            mcu.talker = leg_of(mcu, f"200{1 + second % 4}")
            await asyncio.sleep(1.0)
        assert kept(bench)[1:] == [
            {"branches": {"layout": "4", "seats": ["*voice", "s4", "*empty", "*empty"]}}
        ]

    hall_of(scenario, mcu)


@pytest.mark.parametrize("every_s", [1.0, 3.0, 7.0])
def test_a_bus_that_changes_all_the_time_is_recorded_as_rolling(every_s: float) -> None:
    mcu = Hall()

    async def scenario(bench: Bench) -> None:
        for change in range(round(180 / every_s)):
            mcu.put(Bus.BRANCHES, leg_of(mcu, f"200{1 + change % 3}"))
            await asyncio.sleep(every_s)
        assert folded(bench)[Frame].shown[Bus.BRANCHES] == ROLLED
        assert len(kept(bench)) < 10
        await asyncio.sleep(40.0)
        assert folded(bench)[Frame].shown[Bus.BRANCHES] == mcu.picture(Bus.BRANCHES)

    hall_of(scenario, mcu)


def test_the_consoles_own_rolling_view_is_recorded_as_one_picture() -> None:
    mcu = Hall()

    async def scenario(bench: Bench) -> None:
        await ask(bench, SetBreak(True))
        await ask(bench, RollPictures(True))
        await asyncio.sleep(120.0)
        assert len({str(takes) for takes in mcu.takes}) > 2
        assert folded(bench)[Frame].shown == dict.fromkeys(Bus, ROLLED)
        assert len(kept(bench)) == 2

    hall_of(scenario, mcu)


def test_a_silent_mcu_has_no_known_picture_after_ten_seconds() -> None:
    mcu = Hall()

    async def scenario(bench: Bench) -> None:
        mcu.hang()
        await asyncio.sleep(5.0)
        mcu.is_gone = False
        await asyncio.sleep(CONFIRMED_S)
        assert len(kept(bench)) == 1
        mcu.hang()
        await asyncio.sleep(LOST_S)
        assert folded(bench)[Frame].shown == {}
        mcu.is_gone = False
        await asyncio.sleep(CONFIRMED_S)
        assert folded(bench)[Frame].shown == EMPTY

    hall_of(scenario, mcu)


@pytest.mark.search
def test_whatever_a_mixer_shows_the_journal_ends_with_it() -> None:
    """A change that stays is one entry at most; what did not change, none."""
    mcu, luck = Hall(), Random(5)

    async def scenario(bench: Bench) -> None:
        changes = 0
        for _step in range(40):
            legs = [leg_of(mcu, f"200{number}") for number in range(1, 5)]
            bus, before = luck.choice(list(Bus)), {bus: mcu.picture(bus) for bus in Bus}
            match luck.choice(("one", "quad", "talk", "glimpse", "gone", "nothing")):
                case "one":
                    mcu.put(bus, luck.choice((*legs, BY_VOICE, "")))
                case "quad":
                    mcu.put(bus, *luck.choices((*legs, BY_VOICE, ""), k=4))
                case "talk":
                    mcu.talker = luck.choice(legs)
                case "glimpse":
                    order = mcu.on_air[bus]
                    mcu.put(bus, *legs)
                    await asyncio.sleep(0.9)
                    mcu.on_air[bus] = order
                case "gone":
                    mcu.hang()
                    await asyncio.sleep(3.0)
                    mcu.is_gone = False
            changes += sum(mcu.picture(bus) != before[bus] for bus in Bus)
            await asyncio.sleep(luck.uniform(31.0, 40.0))
            assert folded(bench)[Frame].shown == {bus: mcu.picture(bus) for bus in Bus}
        assert 10 < len(kept(bench)) <= changes + 1

    hall_of(scenario, mcu)
