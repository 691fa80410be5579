"""The picture and the floor are one act: what is half done is said until it is whole or undone."""

import asyncio

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.conference.commands import BlockOthers, GiveFloor, RestoreFloor
from gbdt_console.core.frame.commands import TakeFrame, UndoTake
from gbdt_console.core.pictures import Bus
from gbdt_console.core.requests import Stage
from tests.support.conference.composing_mcu import ComposingMcu
from tests.support.conference.engine_meetings import ask, leg_of, meeting_of, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.mixer.fake_mixer import FakeMixer


def active(bench: Bench, kind: str) -> list[str]:
    return [a.site_id for a in bench.latest.alarms if a.key.type == kind and a.is_active]


def wanted(bench: Bench) -> tuple[str, ...]:
    assert bench.latest.frame is not None
    branches = bench.latest.frame.bus(Bus.BRANCHES)
    assert branches is not None
    return branches.wanted.seats if branches.wanted is not None else ()


def told(bench: Bench) -> int:
    """How many entries tell of a picture or of the floor."""
    return len([e for e in bench.entries if e.kind.startswith(("frame.", "floor."))])


async def speaking(bench: Bench, mcu: FakeMcu, mixer: FakeMixer) -> None:
    """A meeting in which s2 speaks and is seen, the others blocked."""
    await meeting_of(bench, mcu, 1, 2, 3)
    await ask(bench, BlockOthers())
    assert (await ask(bench, GiveFloor("s2"))).stage is Stage.VERIFIED
    assert mixer.on_air.sources == ("s2",)
    await asyncio.sleep(1)


def test_a_floor_whose_picture_cannot_follow_is_refused_and_changes_nothing() -> None:
    mixer = FakeMixer()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await speaking(bench, mcu, mixer)
        mixer.die()
        before = told(bench)
        mcu.asked.clear()
        refused = await ask(bench, GiveFloor("s3"))
        assert (refused.stage, refused.code) == (Stage.FAILED, "frame.unknown")
        assert mcu.asked == []
        assert told(bench) == before
        assert view(bench).floor.speaker == "s2"

    play(scenario, mixer=mixer)


def test_a_floor_given_all_the_same_is_half_done_until_its_own_picture_is_restored() -> None:
    mixer = FakeMixer()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await speaking(bench, mcu, mixer)
        mixer.die()
        given = await ask(bench, GiveFloor("s3", is_sure=True))
        assert given.stage is Stage.FAILED
        assert (view(bench).floor.speaker, mcu.is_blocked("2003"), mcu.is_blocked("2002")) == (
            "s3", False, True,
        )  # fmt: skip
        await bench.until(lambda: active(bench, AlarmType.PICTURE_OTHER) == ["s3"], 5)
        assert (await ask(bench, RestoreFloor())).code == "frame.unknown"
        mixer.fault = None
        await bench.until(lambda: not active(bench, AlarmType.MIXER_LOST), 10)
        await asyncio.sleep(30)
        assert active(bench, AlarmType.PICTURE_OTHER) == ["s3"], "the mixer is back, the picture is not"
        assert mixer.on_air.sources == ("s2",)
        assert (await ask(bench, RestoreFloor())).stage is Stage.VERIFIED
        assert mixer.on_air.sources == ("s3",)
        await bench.until(lambda: not active(bench, AlarmType.PICTURE_OTHER), 5)

    play(scenario, mixer=mixer)


def test_the_chair_takes_the_floor_back_while_the_mixer_is_dead_and_is_restored() -> None:
    mixer = FakeMixer()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await speaking(bench, mcu, mixer)
        mixer.die()
        await ask(bench, GiveFloor())
        assert view(bench).floor.speaker == ""
        mixer.fault = None
        await bench.until(lambda: active(bench, AlarmType.PICTURE_OTHER) == ["s1"], 20)
        assert (await ask(bench, RestoreFloor())).stage is Stage.VERIFIED
        assert mixer.on_air.sources == ("s1",), "not the muted s2"

    play(scenario, mixer=mixer)


def test_what_was_half_done_can_be_undone() -> None:
    mixer = FakeMixer()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await speaking(bench, mcu, mixer)
        mixer.die()
        await ask(bench, GiveFloor("s3", is_sure=True))
        mixer.fault = None
        await bench.until(lambda: active(bench, AlarmType.PICTURE_OTHER) == ["s3"], 20)
        await bench.until(lambda: not active(bench, AlarmType.MIXER_LOST), 10)
        await asyncio.sleep(2)
        undone = await ask(bench, UndoTake())
        assert undone.stage is Stage.VERIFIED, undone
        assert (view(bench).floor.speaker, wanted(bench), mcu.is_blocked("2003")) == ("", ("s2",), True)
        await bench.until(lambda: not active(bench, AlarmType.PICTURE_OTHER), 5)

    play(scenario, mixer=mixer)


@pytest.mark.parametrize("command", [TakeFrame("s3"), GiveFloor("s3")], ids=repr)
def test_a_site_whose_source_lost_its_picture_a_moment_ago_is_not_put_on_air(
    command: TakeFrame | GiveFloor,
) -> None:
    """The mixer tells nothing by itself: no poll came since."""
    mixer = FakeMixer()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await speaking(bench, mcu, mixer)
        before, takes = told(bench), len(mixer.takes)
        mcu.asked.clear()
        mixer.blank.add("s3")
        refused = await ask(bench, command)
        assert (refused.stage, refused.code) == (Stage.FAILED, "frame.site-blank")
        assert (len(mixer.takes), mcu.asked, told(bench)) == (takes, [], before)
        assert bench.latest.frame is not None
        assert bench.latest.frame.blank == ("s3",)
        mixer.blank.clear()
        await asyncio.sleep(1)
        assert (await ask(bench, command)).stage is Stage.VERIFIED

    play(scenario, mixer=mixer)


def test_an_empty_picture_that_was_insisted_on_is_never_called_done() -> None:
    mixer = FakeMixer()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await speaking(bench, mcu, mixer)
        mixer.blank.add("s3")
        taken = await ask(bench, TakeFrame("s3", is_sure=True))
        assert (taken.stage, taken.code) == (Stage.FAILED, "order.not-obeyed")
        assert (await ask(bench, RestoreFloor())).code in ("frame.site-blank", "floor.agrees")

    play(scenario, mixer=mixer)


@pytest.mark.parametrize("kind", [FakeMcu, ComposingMcu])
@pytest.mark.parametrize("command", [TakeFrame("s3"), GiveFloor("s3")], ids=repr)
def test_a_site_that_left_the_mcu_a_moment_ago_is_not_put_on_air(
    kind: type[FakeMcu], command: TakeFrame | GiveFloor
) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.is_mute = True
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, GiveFloor("s2"))
        await asyncio.sleep(1)
        before = told(bench)
        mcu.asked.clear()
        mcu.legs.pop(leg_of(mcu, "2003"))
        refused = await ask(bench, command)
        assert (refused.stage, refused.code) in [
            (Stage.FAILED, "frame.site-absent"), (Stage.FAILED, "call.not-there"),
        ]  # fmt: skip
        assert (mcu.asked, told(bench)) == ([], before)

    play(scenario, kind())


def test_a_mixer_that_hangs_refuses_the_take_instead_of_believing_its_last_poll() -> None:
    class Hanging(FakeMixer):
        is_hung = False

        async def _work(self) -> None:
            await super()._work()
            if self.is_hung:
                await asyncio.Event().wait()

    mixer = Hanging()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await speaking(bench, mcu, mixer)
        mixer.is_hung = True
        assert (await ask(bench, TakeFrame("s3"))).code == "frame.unknown"
        assert (await ask(bench, GiveFloor("s3"))).code == "frame.unknown"
        assert view(bench).floor.speaker == "s2"

    play(scenario, mixer=mixer)
