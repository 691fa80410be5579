"""Who presents, in the whole engine in fake time over an MCU and codecs in memory."""

from dataclasses import dataclass

from gbdt_console.core.frame.content import Presentation
from gbdt_console.devices.control import ReportsContent
from tests.support.conference.composing_mcu import ComposingMcu
from tests.support.conference.engine_meetings import leg_of
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.rooms.engine_rooms import Codecs, meeting, play
from tests.support.rooms.fake_codec import FakeCodec


@dataclass
class PresentingCodec(FakeCodec, ReportsContent):
    """A codec that tells what its room presents."""

    content: str = ""

    async def content_source(self) -> str | None:
        await self._work()
        return self.content

    def shares(self, source: str) -> None:
        self.content = source
        self._say("content")


def content(bench: Bench) -> Presentation | None:
    assert bench.latest.frame is not None
    return bench.latest.frame.content


def presenter(bench: Bench) -> str | None:
    assert bench.latest.frame is not None
    return bench.latest.frame.presenter


def test_a_codec_names_its_room_as_the_presenter_until_the_room_drops_out() -> None:
    codecs: Codecs = {2: PresentingCodec(), 3: PresentingCodec()}
    mcu = ComposingMcu()

    async def scenario(bench: Bench, codecs: Codecs) -> None:
        presenting = codecs[2]
        assert isinstance(presenting, PresentingCodec)
        for number in (2, 3):
            mcu.join(f"200{number}")
        await meeting(bench)
        await bench.until(lambda: presenter(bench) == "")
        presenting.shares("4")
        await bench.until(lambda: presenter(bench) == "s2", 5)
        shown = content(bench)
        assert shown is not None
        assert (shown.device_id, shown.is_lost) == ("s2.codec", False)
        assert shown.taken_s is not None
        presenting.is_silent = True
        mcu.leave(leg_of(mcu, "2002"))
        await bench.until(lambda: (told := content(bench)) is not None and told.is_lost, 30)
        assert presenter(bench) == "s2"

    play(scenario, codecs, mcu=mcu)


def test_nobody_presents_only_while_every_site_there_has_a_codec_that_says_so() -> None:
    mcu = ComposingMcu()

    async def scenario(bench: Bench, codecs: Codecs) -> None:
        mcu.join("2002")
        await meeting(bench)
        await bench.until(lambda: presenter(bench) == "")
        mcu.join("2003")
        await bench.until(lambda: presenter(bench) is None, 5)

    play(scenario, {2: PresentingCodec()}, mcu=mcu)


def test_without_a_codec_that_tells_the_presenter_is_unknown() -> None:
    mcu = FakeMcu()

    async def scenario(bench: Bench, codecs: Codecs) -> None:
        assert not isinstance(codecs[2], ReportsContent)
        mcu.join("2002")
        await meeting(bench)
        await bench.until(lambda: bench.latest.frame is not None)
        assert content(bench) is None

    play(scenario, mcu=mcu)
