"""Random keys on the real screens over a real engine whose MCU, codecs and lines misbehave, all in fake time;
and the judge of the MCU's and the codecs' own logs.

A question counts as answered with yes for what stands in it on the screen, whatever the App makes of it.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from types import SimpleNamespace

import pytest
import textual._time
from textual.widgets import Button

from gbdt_console.app import GbdtApp
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import Command, StartMeeting
from gbdt_console.core.conference.commands import (
    AdmitCaller,
    BlockMicrophone,
    BlockOthers,
    BlockStillOpen,
    DialSite,
    GiveFloor,
    HangUp,
    IsolateCaller,
    LockConference,
    PrepareFloor,
    RestoreFloor,
    SetBreak,
    SetClosed,
    SetDialogue,
    SkipSpeaker,
    UnblockMicrophone,
)
from gbdt_console.core.events import Entry
from gbdt_console.core.frame.commands import BOTH, LoadPreview, TakeFrame, UndoTake
from gbdt_console.core.frame.still import Still
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.pictures import Bus, PictureOrder
from gbdt_console.core.port import GONE, ClientKind
from gbdt_console.core.requests import Progress, Stage, new_request_id
from gbdt_console.core.site_history import SitePast
from gbdt_console.core.sites import Permissions
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.clients.session import Session
from gbdt_console.screens.dialogs.confirm import ConfirmScreen, QuitScreen
from gbdt_console.ui.terminal import key_guard as keyboard
from gbdt_console.ui.tour import key_event
from tests.support.conference.composing_mcu import ComposingMcu
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network
from tests.support.screens.after_every_key import Looker
from tests.support.screens.keys_over_codecs import (
    FLOOR_PRESET,
    ROOM_KEYS,
    Codecs,
    LoggingCodec,
    Said,
    change_codec,
    codecs_of,
    unasked,
    unheld,
    unsure,
)
from tests.support.screens.unpainted import paint

SITES = 6
WITHIN_S = 10.0
SECOND = "gọi vào hai lần"
HANG_UP = "ngắt cuộc gọi"
"""How the screen names a second call of a site, and the hang-up, in every question about them."""
CALLERS = ("0214000901", "0214000902", "")
CHAIR = "s1"
WITH_CODEC = (2, 3, 4, 5)

_PHRASES: dict[tuple[str, ...], int] = {
    ("delete",): 4, ("delete", "right", "enter"): 8, ("r",): 1,
    ("right",): 3, ("left",): 1, ("enter",): 4, ("escape",): 9,
    ("j", "down", "k"): 4, ("j", "end", "greater_than_sign", "right", "enter"): 3, ("j", "up", "m"): 3,
    ("m",): 8, ("m", "right", "enter"): 3, ("x",): 3, ("f",): 3, ("f", "space"): 8, ("n", "space"): 4,
    ("space",): 2, ("minus",): 2, ("equals_sign",): 1, ("k",): 3,
    ("greater_than_sign",): 1, ("asterisk", "1"): 2, ("asterisk", "2"): 1, ("asterisk", "5"): 2,
    ("asterisk", "6"): 1,
    ("1",): 1, ("2",): 1, ("3",): 1, ("down",): 8, ("up",): 5, ("home",): 1, ("end",): 3, ("j",): 4,
    ("j", "end", "delete"): 4, ("f2", "down"): 4, ("b",): 1, ("tab",): 1, ("c",): 1, ("l",): 1,
    ("q", "right", "enter"): 1, ("ctrl+p", "escape"): 1, ("question_mark", "escape"): 1, ("g", "escape"): 1,
    ("slash", "escape"): 1, ("s",): 1, ("R",): 1, ("M",): 1, ("f12",): 4, ("z",): 6,
    ("v",): 3, ("v", "space"): 4, ("2", "v", "space"): 2, ("3", "space"): 3, ("space", "enter"): 4,
    ("f9",): 2,
    ("slash", "f9", "escape"): 1,
}  # fmt: skip
_KEYS: dict[type, str] = {
    HangUp: "", UnblockMicrophone: "mM", AdmitCaller: "mM",
    DialSite: "kK", GiveFloor: "z Z 5", UndoTake: "z Z 5", TakeFrame: "space f9", LoadPreview: "v V",
    LockConference: "1", SetBreak: "2", SetDialogue: "3", BlockMicrophone: "mMx", IsolateCaller: "mMx",
    BlockOthers: "minus", BlockStillOpen: "equals_sign", PrepareFloor: "f n", SkipSpeaker: "",
    RestoreFloor: "f12",
} | ROOM_KEYS  # fmt: skip
"""Which keys ask for what; Enter does by the palette, a form or a question."""
_AT_ONCE_S = 0.05
TAKEN = ("show", "unblock")
"""What a take of the preview asks the MCU for: the picture, and with the floor the microphone."""
ASKS_FOR_PICTURE = (TakeFrame, UndoTake, GiveFloor, RestoreFloor)


@dataclass
class LoggingMcu(FakeMcu):
    """Also writes down when it was asked."""

    clock: ManualClock | None = None
    log: list[tuple[float, str, str]] = field(default_factory=list)

    async def _work(self, what: str = "", target: str = "") -> None:
        if what and self.clock is not None:
            self.log.append((self.clock.monotonic(), what, target))
        await super()._work(what, target)

    def come_back(self) -> None:
        """It can be reached again."""
        self.is_gone = False


@dataclass
class LoggingComposingMcu(LoggingMcu, ComposingMcu):
    """Also writes down which pictures it was asked for, and whether those were on air by seats alone."""

    pictures: list[tuple[float, Bus, bool]] = field(default_factory=list)

    async def take(self, pictures: Mapping[Bus, PictureOrder]) -> None:
        assert self.clock is not None
        for bus, order in pictures.items():
            before = self.on_air[bus]
            is_seat = len(order.sources) > 1 and order.layout == before.layout
            self.pictures.append((self.clock.monotonic(), bus, is_seat))
        await super().take(pictures)


@dataclass
class Shift:
    """What was pressed, asked for and done.

    `submitted` is what the screens handed in, `verified` what of it was called done and when, `linked`
    whether the buses were linked as it was handed in, `faults` what did not hold behind some key.
    """

    mcu: LoggingMcu
    codecs: Codecs
    yes: list[Said] = field(default_factory=list)
    submitted: list[tuple[float, Command]] = field(default_factory=list)
    verified: list[tuple[float, float, Command]] = field(default_factory=list)
    keys: list[tuple[float, str]] = field(default_factory=list)
    linked: list[tuple[float, bool]] = field(default_factory=list)
    failure: Exception | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def pressed(self) -> int:
        return len(self.keys)

    def without_key(self) -> Iterator[str]:
        """What the screens handed in although no such key was just pressed."""
        for at_s, command in self.submitted:
            key = next((key for s, key in reversed(self.keys) if at_s - _AT_ONCE_S <= s <= at_s), "none")
            wanted = _KEYS.get(type(command))
            if wanted is not None and key != "enter" and key not in wanted:
                yield f"{at_s:.2f}: {command} after {key}"

    def done(self) -> Counter[str]:
        of_codecs = [f"codec: {what}" for codec in self.codecs.values() for _, what, _ in codec.log]
        return Counter(of_codecs + [what for _, what, _ in self.mcu.log])

    def unasked(self) -> Iterator[str]:
        """What a device was asked to do although nobody asked for it; the block alone the policy may ask."""
        yield from unasked(self.codecs, self.submitted, self.yes)
        yield from unsure(self.submitted, self.yes)
        for at_s, what, target in self.mcu.log:
            number = target.removeprefix("PJSIP/").rpartition("-")[0] if "/" in target else target
            recent = [c for s, c in self.submitted if at_s - WITHIN_S <= s <= at_s]
            is_free = what in ("block", "take")  # the policy may block, and `other_bus_moved` judges pictures
            if not is_free and not any(_means(c, what, number, target) for c in recent):
                yield f"{at_s:.2f}: {what} {target}, but only {recent}"
            if what == "disconnect" and not self._is_confirmed(at_s, number, target):
                yield f"{at_s:.2f}: {what} {target} without a yes: {[y.at_s for y in self.yes]}"

    def unheld(self) -> Iterator[str]:
        """What the console called done at a codec that was never so."""
        yield from unheld(self.codecs, self.verified)

    def pictures_unasked(self) -> Iterator[str]:
        """Pictures that the MCU was asked for although nobody took, undid, gave or restored."""
        for at_s, what, target in self.mcu.log:
            recent = [c for s, c in self.submitted if at_s - WITHIN_S <= s <= at_s]
            if what == "show" and not any(isinstance(c, ASKS_FOR_PICTURE) for c in recent):
                yield f"{at_s:.2f}: {target}"

    def other_bus_moved(self) -> Iterator[str]:
        """Pictures that the MCU was asked for on a bus that nobody took; a seat may come back by itself."""
        assert isinstance(self.mcu, LoggingComposingMcu)
        linked = dict(self.linked)
        for at_s, bus, is_seat in self.mcu.pictures:
            recent = [(s, c) for s, c in self.submitted if at_s - WITHIN_S <= s <= at_s]
            if not is_seat and not any(_may_move(c, bus, is_linked=linked[s]) for s, c in recent):
                yield f"{at_s:.2f}: {bus}, but only {recent}"

    def _is_confirmed(self, at_s: float, number: str, leg: str) -> bool:
        """A second call of a site is asked about as that or by its number, one of several by its leg."""
        names = {_called(number), f"{_called(number)} ({SECOND})", number, leg} - {""}
        named = [f"{name}: {HANG_UP}" for name in names]
        said = [yes.text for yes in self.yes if at_s - WITHIN_S <= yes.at_s <= at_s]
        return any(name in text for name in named for text in said)


TAKE_KEYS = frozenset({"space", "f9", "z", "f12", "enter"})
_GIVES_BACK = ("asterisk", "5")


def without_takes(phrases: Mapping[tuple[str, ...], int] = _PHRASES) -> dict[tuple[str, ...], int]:
    """The phrases without a key that may put a picture on air."""
    kept = {phrase: weight for phrase, weight in phrases.items() if TAKE_KEYS.isdisjoint(phrase)}
    return {phrase: weight for phrase, weight in kept.items() if phrase != _GIVES_BACK}


PARTED: Mapping[tuple[str, ...], int] = _PHRASES | {
    ("f3",): 8, ("f3", "ampersand"): 8, ("f3", "down", "v", "space"): 8, ("f3", "down", "3", "space"): 4,
    ("f3", "up", "space"): 4, ("f3", "down", "pagedown", "space"): 6, ("pageup",): 2,
    ("f3", "right", "4", "enter", "space"): 6, ("f2", "space"): 4, ("f3", "f9"): 4, ("f3", "f", "space"): 4,
    ("f3", "plus", "escape"): 1, ("f3", "0", "enter"): 1,
}  # fmt: skip
"""The phrases with those of the frame screen, where the buses are parted and linked again."""


def play(
    seed: int,
    presses: int,
    phrases: Mapping[tuple[str, ...], int] = _PHRASES,
    mcu: LoggingMcu | None = None,
) -> Shift:
    """So many keys, with faults between them; the phrases with their weights."""
    mcu = mcu or LoggingMcu()
    plain = network(SITES)
    sites = tuple(
        replace(s, conference_number=f"200{s.number}", floor_preset=FLOOR_PRESET,
                permissions=Permissions(remote_unmute=s.number == 2))
        for s in plain.sites
    )  # fmt: skip
    codecs: dict[int, LoggingCodec] = {}
    shift = Shift(mcu, codecs)

    def made(clock: ManualClock) -> dict[str, LoggingCodec]:
        codecs.update(codecs_of(clock, WITH_CODEC))
        return {f"s{number}.codec": codec for number, codec in codecs.items()}

    async def scenario(bench: Bench) -> None:
        mcu.clock = bench.clock
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(textual._time, "get_time", bench.clock.monotonic)
            patch.setattr(keyboard, "time", SimpleNamespace(monotonic=bench.clock.monotonic))
            await _Technician(bench, shift, Random(seed), phrases).work(presses)

    run_engine(replace(plain, sites=sites), scenario, mcu=mcu, codecs_of=made)
    return shift


class _Port:
    """Into an engine on the same loop; writes down what is submitted."""

    def __init__(self, bench: Bench, session: Session, shift: Shift) -> None:
        self._bench = bench
        self._session = session
        self._shift = shift

    @property
    def client_id(self) -> str:
        return self._session.client.id

    async def snapshots(self) -> AsyncIterator[Snapshot]:
        bell = asyncio.Event()
        forget = self._bench.engine.publisher.on_snapshot(lambda snapshot: bell.set())
        try:
            while True:
                bell.clear()
                yield self._bench.latest
                await bell.wait()
        finally:
            forget()

    async def submit(self, command: Command) -> AsyncIterator[Progress]:
        at_s, frame = self._bench.clock.monotonic(), self._bench.latest.frame
        self._shift.submitted.append((at_s, command))
        self._shift.linked.append((at_s, frame is None or frame.is_linked))
        async for progress in self._session.submit(new_request_id(), command):
            if progress.stage is Stage.VERIFIED:
                self._shift.verified.append((at_s, self._bench.clock.monotonic(), command))
            yield progress

    async def events(self, after_seq: int | None = None) -> AsyncIterator[Entry]:
        async for entry in self._session.events(after_seq):
            yield entry

    async def past(self, site_id: str) -> SitePast:
        return await self._session.past(site_id)

    async def notices(self, number: int) -> tuple[NoticeSent, ...]:
        return await self._session.notices(number)

    async def stills(self, since_s: float) -> tuple[Still, ...]:
        return await self._session.stills(since_s)

    async def reattach(self) -> str:
        return GONE

    async def close(self) -> None:
        self._session.leave()


class _Technician:
    """Presses; the world changes meanwhile."""

    def __init__(
        self, bench: Bench, shift: Shift, random: Random, phrases: Mapping[tuple[str, ...], int]
    ) -> None:
        self._bench = bench
        self._shift = shift
        self._random = random
        self._phrases, self._weights = list(phrases), list(phrases.values())

    async def work(self, presses: int) -> None:
        """Whoever leaves the console by the keys starts it again."""
        bench, mcu = self._bench, self._shift.mcu
        for number in range(1, SITES):
            mcu.join(f"200{number}")
        now = bench.clock.utc()
        session = bench.engine.join(ClientKind.CONSOLE, "tty")
        order = tuple(f"s{n}" for n in range(2, SITES + 1))
        async for _ in session.submit("start", StartMeeting("Giao ban", CHAIR, now, now + 9e5, order)):
            pass
        port = _Port(bench, session, self._shift)
        while self._shift.pressed < presses and self._shift.failure is None:
            app = GbdtApp(port, bench.clock, AppOptions("vi", theme="dark"))
            async with app.run_test(size=(120, 40)):
                looker = Looker(app, bench.clock)
                while self._shift.pressed < presses and app.return_value is None:
                    await self._press(app, looker)
                    self._change_world()
            self._shift.faults += looker.faults
            self._shift.failure = app.failure
        session.leave()

    async def _press(self, app: GbdtApp, looker: Looker) -> None:
        """A phrase, its keys close together or with a breath between them."""
        (phrase,) = self._random.choices(self._phrases, self._weights)
        for key in phrase:
            await asyncio.sleep(self._random.choice((0.02, 0.35, 0.6, 1.3)))
            screen, text = app.screen, _yes_to(app) if key == "enter" else ""
            at_s = self._bench.clock.monotonic()
            self._shift.keys.append((at_s, key))
            looker.before_key()
            app.post_message(key_event(key))
            await asyncio.sleep(0.01)
            if app.return_value is None and app._exception is None:
                looker.after_key(key)
            if text and app.screen is not screen:
                self._shift.yes.append(Said(at_s, text))

    def _change_world(self) -> None:
        mcu = self._shift.mcu
        change = self._random.randrange(32)
        if change < 5:
            self._break_mcu(change)
        elif change < 9:
            mcu.deaf, mcu.refuses, mcu.reverts_after_s, mcu.is_mute = False, "", None, False
        elif change < 15:
            self._move_people(change)
        elif change == 15:
            self._bench.world.cut(self._random.randint(1, SITES))
        elif change < 18:
            self._bench.world.silent.clear()
        elif change < 22:
            change_codec(self._shift.codecs, self._random)
        elif change < 25 and mcu.legs:
            self._meddle(self._random.choice(list(mcu.legs)))

    def _meddle(self, leg: str) -> None:
        """Another client of the MCU blocks, opens or shows somebody."""
        mcu = self._shift.mcu
        if self._random.random() < 0.5:
            mcu.legs[leg] = replace(mcu.legs[leg], is_blocked=self._random.random() < 0.7)
        else:
            mcu.shown = leg

    def _break_mcu(self, change: int) -> None:
        mcu = self._shift.mcu
        match change:
            case 0:
                mcu.deaf = True
            case 1:
                mcu.refuses = "No Channel by that name found in Conference."
            case 2:
                mcu.reverts_after_s = self._random.choice((0.05, 0.5, 2.0))
            case 3:
                mcu.is_mute = True
            case _:
                mcu.hang()
                asyncio.get_running_loop().call_later(self._random.choice((0.3, 3.0, 12.0)), mcu.come_back)

    def _move_people(self, change: int) -> None:
        mcu, random = self._shift.mcu, self._random
        match change:
            case 9 | 10 if mcu.legs:
                mcu.leave(random.choice(list(mcu.legs)))
            case 11 | 12:
                mcu.join(f"200{random.randint(1, SITES)}")
            case 13:
                mcu.join(random.choice(CALLERS), "Khách")
            case 14 if mcu.legs:
                mcu.talk(random.choice(list(mcu.legs)), is_on=random.random() < 0.7)


def _yes_to(app: GbdtApp) -> str:
    """What stands there when Enter means yes."""
    screen, focused = app.screen, app.focused
    is_question = isinstance(screen, ConfirmScreen) and not isinstance(screen, QuitScreen)
    if not is_question or not isinstance(focused, Button) or focused.id != "go":
        return ""
    return "\n".join(line.text for line in paint(app))


def _called(number: str) -> str:
    """How the screen calls who has that number: '3 Điểm 3', or the number of a caller."""
    is_site = number.startswith("200")
    return f"{number[3:]} Điểm {number[3:]}" if is_site else number


def _means(command: Command, what: str, number: str, leg: str) -> bool:
    """Whether that command asks the MCU for that; `number` and `leg` are whose, or the conference's name."""
    site = f"s{number[3:]}" if number.startswith("200") else ""
    match command:
        case HangUp():
            is_it = command.leg == leg if command.leg else command.target in {site or number, number}
            return what == "disconnect" and is_it
        case UnblockMicrophone():
            return what == "unblock" and command.site_id == site
        case AdmitCaller():
            return (
                what == "unblock"
                and command.is_heard
                and (command.leg == leg if command.leg else command.number == number)
            )
        case GiveFloor():
            return what in ("unblock", "show") and site == (command.site_id or CHAIR)
        case TakeFrame() | UndoTake():
            return _puts_on_air(command, what, site)
        case RestoreFloor():
            return what in ("unblock", "show")
        case DialSite():
            return what == "dial" and command.site_id == site
        case LockConference():
            return what == ("lock" if command.is_on else "unlock")
        case SetClosed():
            return what == "lock" and command.is_on
        case _:
            return False


def _may_move(command: Command, bus: Bus, *, is_linked: bool) -> bool:
    """Whether that command may put a picture on that bus; an undo brings back whatever was."""
    match command:
        case UndoTake() | RestoreFloor():
            return True
        case GiveFloor():
            return is_linked or bus is Bus.BRANCHES
        case TakeFrame():
            return is_linked or command.bus == BOTH or bus == (command.bus or Bus.BRANCHES)
        case _:
            return False


def _puts_on_air(command: TakeFrame | UndoTake, what: str, site: str) -> bool:
    """A take of the preview may give the floor too; a take of one site and an undo open nobody."""
    if isinstance(command, TakeFrame) and not command.site_id:
        return what in TAKEN
    return what == "show" and (isinstance(command, UndoTake) or site == command.site_id)
