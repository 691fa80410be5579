"""Carries the steps of a profile out and keeps how each stands."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from gbdt_console.core.clock import Clock
from gbdt_console.core.commands import Command
from gbdt_console.core.conference.commands import BlockOthers, BlockStillOpen, DialSite, LockConference
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.frame.commands import BOTH, LoadShot, TakeFrame
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.pictures import Bus
from gbdt_console.core.profiles.commands import ApplyProfile
from gbdt_console.core.profiles.events import ProfileEvent, ProfileStepBegan, ProfileStepEnded
from gbdt_console.core.profiles.profile import Profile
from gbdt_console.core.profiles.run import ProfileRun, ProfileStep, StepKind
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.requests import Progress, Stage, ended_in_part
from gbdt_console.devices.control import CALL_STANDS
from gbdt_console.engine.command_request import CommandRequest
from gbdt_console.journal.write_request import RecordingRefusedError

_CALLS_AT_ONCE = 4
"""Limits the calls that ring at the same time: a profile may have 100 sites, and an MCU takes few at once."""
_MAY_RING_S = 35.0
"""Limits how long a call of an earlier run of the engine may ring, seconds: as long as its order has."""
_DONE_ALREADY = frozenset({"call.already-there", "order.none-open", "frame.on-air-already"})
"""Codes of refusals which say that the step has nothing to do."""
LOCK_WAITS = "profile.lock-waits"
"""Code of a lock that was not asked for, because it would keep missing participants out."""


@dataclass(frozen=True, slots=True)
class ApplicationContext:
    """What an application works with.

    is_there: tells whether a site is in the conference, by the newest Snapshot
    record: writes an event and returns once the journal has it, and whether the disk took too long to act on
        it; raises RecordingRefusedError
    record_later: writes an event as the engine, once the disk takes it
    on_change: called when a step changed
    """

    ledger: Ledger
    clock: Clock
    is_there: Callable[[str], bool]
    record: Callable[[ProfileEvent], Awaitable[bool]]
    record_later: Callable[[ProfileEvent], None]
    on_change: Callable[[], None]


def steps_of(profile: Profile, site_ids: Iterable[str], ledger: Ledger, utc: float) -> list[ProfileStep]:
    """Return the waiting steps of an application, in their order.

    Excused sites are not called. Once the meeting has begun, nothing is put on air, and a picture that an
    application loaded is not loaded again, since the preview is the operator's.

    site_ids: call these participants only; empty: every step
    """
    if named := frozenset(site_ids):
        return [ProfileStep(StepKind.DIAL, p.site_id) for p in profile.participants if p.site_id in named]
    meeting, floor, run = ledger[MeetingsHeld].running, ledger[Floor], ledger[ProfileRun]
    is_begun = meeting is None or meeting.opening_utc <= utc or floor.since_utc is not None
    known = run.steps if is_begun and run.profile_id == profile.id else {}
    loaded = {step.target for step in known.values() if step.stage is Stage.VERIFIED}
    steps = [ProfileStep(StepKind.BLOCK)] if profile.is_blocking else []
    steps += [
        ProfileStep(StepKind.DIAL, one.site_id)
        for one in profile.participants
        if not floor.excuse_of(one.site_id)
    ]
    steps += [ProfileStep(StepKind.PICTURE, bus) for bus in profile.shots if bus not in loaded]
    steps += [ProfileStep(StepKind.TAKE)] if profile.shots and not is_begun else []
    return [*steps, *([ProfileStep(StepKind.LOCK)] if profile.is_locked else [])]


class ProfileApplication:
    """Carries out one ApplyProfile: the block first, calls side by side, then pictures, the lock last.

    steps: its steps by id as they stand
    """

    def __init__(
        self,
        request: CommandRequest[ApplyProfile],
        profile: Profile,
        steps: Iterable[ProfileStep],
        context: ApplicationContext,
    ) -> None:
        self._profile = profile
        self.steps = {step.id: step for step in steps}
        self._request = request
        self._context = context
        self._may_ring = asyncio.Semaphore(_CALLS_AT_ONCE)

    @property
    def is_under_way(self) -> bool:
        return not all(step.stage.is_final for step in self.steps.values())

    async def carry_out(self) -> Progress:
        """Carry every step out and return VERIFIED, or how many steps are not done."""
        for kind in StepKind:
            await self._all(kind)
        bad = [step for step in self.steps.values() if step.is_bad]
        if not bad:
            return Progress(self._request.id, Stage.VERIFIED)
        ends = [(step.target, step.stage) for step in bad]
        targets = tuple(step.target for step in bad if step.kind is StepKind.DIAL)
        return replace(ended_in_part(self._request.id, ends, len(self.steps)), targets=targets)

    async def _all(self, kind: StepKind) -> None:
        work = {
            StepKind.BLOCK: self._block,
            StepKind.DIAL: self._dial,
            StepKind.PICTURE: self._load,
            StepKind.TAKE: self._take,
            StepKind.LOCK: self._lock,
        }[kind]
        waiting = [step for step in self.steps.values() if step.kind is kind]
        await asyncio.gather(*(work(step) for step in waiting))

    async def _block(self, step: ProfileStep) -> None:
        """Start the running policy; where it runs already, block again those that are open."""
        is_running = self._context.ledger[Floor].is_blocking
        await self._ask(step, BlockStillOpen() if is_running else BlockOthers())

    async def _dial(self, step: ProfileStep) -> None:
        """Call one site, unless a call of an earlier run may still ring there.

        The journal has the begin of the call before it is sent.
        """
        async with self._may_ring:
            context = self._context
            began_utc = context.ledger[ProfileRun].began.get(step.id)
            may_ring = began_utc is not None and abs(context.clock.utc() - began_utc) < _MAY_RING_S
            if may_ring and not context.is_there(step.target):
                await self._end(step, Progress("", Stage.FAILED, CALL_STANDS))
                return
            try:
                is_late = await context.record(ProfileStepBegan(step.id, context.clock.utc()))
            except RecordingRefusedError:
                await self._end(step, Progress("", Stage.FAILED, "recording.refused"))
                return
            if is_late:
                await self._end(step, Progress("", Stage.FAILED, "recording.late"))
                return
            await self._ask(step, DialSite(step.target))

    async def _load(self, step: ProfileStep) -> None:
        shot = self._profile.shots[Bus(step.target)]
        await self._ask(step, LoadShot(step.target, shot.layout, shot.seats))

    async def _take(self, step: ProfileStep) -> None:
        """Put the previews of the profile's pictures on air, whether they are linked or not.

        A site that is absent or frozen stops that, as for an operator.
        """
        shots = list(self._profile.shots)
        await self._ask(step, TakeFrame(bus=shots[0].value if len(shots) == 1 else BOTH))

    async def _lock(self, step: ProfileStep) -> None:
        """Lock the conference, unless a call before failed: the site could not come in any more."""
        if any(other.is_bad for other in self.steps.values() if other.kind is StepKind.DIAL):
            await self._end(step, Progress("", Stage.FAILED, LOCK_WAITS))
        else:
            await self._ask(step, LockConference(True))

    async def _ask(self, step: ProfileStep, command: Command) -> None:
        """Have the command carried out and follow it."""

        def on_step(progress: Progress) -> None:
            self._set(replace(step, stage=progress.stage))
            if progress.stage is Stage.SENT:
                self._request.on_progress(Progress(self._request.id, Stage.SENT))

        await self._end(step, await self._request.follow_up(command, on_step))

    async def _end(self, step: ProfileStep, last: Progress) -> None:
        """Keep the last step of a command, and record it.

        Where the disk refuses the operator's entry, the engine's own entry waits for the disk.
        """
        is_done = last.stage in (Stage.VERIFIED, Stage.RECORDED) or last.code in _DONE_ALREADY
        stage = Stage.VERIFIED if is_done else last.stage
        ended = replace(step, stage=stage, code=last.code, words=last.detail)
        self._set(ended)
        event = ProfileStepEnded(ended.id, ended.stage, ended.code, ended.words)
        try:
            await self._context.record(event)
        except RecordingRefusedError:
            self._context.record_later(event)

    def _set(self, step: ProfileStep) -> None:
        self.steps[step.id] = step
        self._context.on_change()
