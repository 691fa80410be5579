"""Carries the steps of a profile out and keeps how each stands."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace

from gbdt_console.core.clock import Clock
from gbdt_console.core.commands import Command
from gbdt_console.core.conference.commands import BlockOthers, BlockStillOpen, DialSite, LockConference
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.profiles.commands import ApplyProfile
from gbdt_console.core.profiles.events import ProfileEvent, ProfileStepBegan, ProfileStepEnded
from gbdt_console.core.profiles.profile import Profile
from gbdt_console.core.profiles.run import ProfileStep, StepKind
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.devices.control import CALL_STANDS
from gbdt_console.engine.command_request import CommandRequest
from gbdt_console.journal.commit_queue import RecordingRefusedError

_CALLS_AT_ONCE = 4
"""Limits the calls that ring at the same time: a profile may have 100 sites, and an MCU takes few at once."""
_MAY_RING_S = 35.0
"""Limits how long a call of an earlier run of the engine may ring, seconds: as long as its order has."""
_DONE_ALREADY = frozenset({"call.already-there", "order.none-open"})
"""Codes of refusals which say that the step has nothing to do."""
LOCK_WAITS = "profile.lock-waits"
"""Code of a lock that was not asked for, because it would keep missing participants out."""


@dataclass(frozen=True, slots=True)
class ApplicationContext:
    """What an application works with.

    ledger: the fold of the journal
    clock: the engine's clock
    record: writes an event and returns once the journal has it; raises RecordingRefusedError
    record_later: writes an event as the engine, once the disk takes it
    on_change: called when a step changed
    """

    ledger: Ledger
    clock: Clock
    record: Callable[[ProfileEvent], Awaitable[None]]
    record_later: Callable[[ProfileEvent], None]
    on_change: Callable[[], None]


def steps_of(profile: Profile, site_ids: Iterable[str], excused: Callable[[str], str]) -> list[ProfileStep]:
    """Return the waiting steps of an application, in their order.

    site_ids: call these participants only; empty: every step, but no call to an excused site
    excused: returns the reason why a site is excused; empty where it is not
    """
    if named := frozenset(site_ids):
        return [ProfileStep(StepKind.DIAL, p.site_id) for p in profile.participants if p.site_id in named]
    calls = [p.site_id for p in profile.participants if not excused(p.site_id)]
    steps = [ProfileStep(StepKind.BLOCK)] if profile.is_blocking else []
    steps += [ProfileStep(StepKind.DIAL, site_id) for site_id in calls]
    steps += [ProfileStep(StepKind.PICTURE, bus) for bus in profile.shots]
    return [*steps, *([ProfileStep(StepKind.LOCK)] if profile.is_locked else [])]


class ProfileApplication:
    """Carries out one ApplyProfile: the block first, then calls side by side, the lock last.

    steps: its steps by id as they stand
    """

    def __init__(
        self, request: CommandRequest[ApplyProfile], steps: Iterable[ProfileStep], context: ApplicationContext
    ) -> None:
        self.steps = {step.id: step for step in steps}
        self._request = request
        self._context = context
        self._may_ring = asyncio.Semaphore(_CALLS_AT_ONCE)

    async def carry_out(self) -> Progress:
        """Carry every step out and return VERIFIED, or how many steps are not done."""
        for kind in StepKind:
            await self._all(kind)
        bad = [step for step in self.steps.values() if step.is_bad]
        if not bad:
            return Progress(self._request.id, Stage.VERIFIED)
        stage = Stage.FAILED if any(step.stage is Stage.FAILED for step in bad) else Stage.UNKNOWN
        targets = tuple(step.target for step in bad)
        count = f"{len(bad)}/{len(self.steps)}"
        return Progress(self._request.id, stage, "order.some-failed", count, targets)

    async def _all(self, kind: StepKind) -> None:
        """Carry the steps of one kind out side by side."""
        work = {
            StepKind.BLOCK: self._block,
            StepKind.DIAL: self._dial,
            StepKind.PICTURE: self._load,
            StepKind.LOCK: self._lock,
        }[kind]
        waiting = [step for step in self.steps.values() if step.kind is kind]
        await asyncio.gather(*(work(step) for step in waiting))

    async def _block(self, step: ProfileStep) -> None:
        """Start the running policy; where it runs already, block again those that are open."""
        is_running = self._context.ledger.floor.is_blocking
        await self._ask(step, BlockStillOpen() if is_running else BlockOthers())

    async def _dial(self, step: ProfileStep) -> None:
        """Call one site, unless a call of an earlier run may still ring there.

        The journal has the begin of the call before it is sent.
        """
        async with self._may_ring:
            context = self._context
            began_utc = context.ledger.profile.began.get(step.id)
            if began_utc is not None and abs(context.clock.utc() - began_utc) < _MAY_RING_S:
                await self._end(step, Progress("", Stage.FAILED, CALL_STANDS))
                return
            try:
                await context.record(ProfileStepBegan(step.id, context.clock.utc()))
            except RecordingRefusedError:
                await self._end(step, Progress("", Stage.FAILED, "recording.refused"))
                return
            await self._ask(step, DialSite(step.target))

    async def _load(self, step: ProfileStep) -> None:
        """Say that no device here composes pictures."""
        await self._end(step, Progress("", Stage.FAILED, "control.not-able"))

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
