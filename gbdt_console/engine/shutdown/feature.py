"""Leads the shutdown after a meeting, and shows how far each site is."""

import asyncio
from array import array
from collections.abc import Mapping

from gbdt_console.core.commands import Command
from gbdt_console.core.conference.commands import HangUp
from gbdt_console.core.conference.floor_events import OrderEnded
from gbdt_console.core.events import Entry
from gbdt_console.core.monitoring.readings import number_of
from gbdt_console.core.newest_sheets import newest_here
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.requests import Progress, Stage, ended_in_part
from gbdt_console.core.rooms.commands import ROOM_SLEEP, SleepCodec
from gbdt_console.core.shutdown.commands import (
    SHUTDOWN_COMMANDS,
    HangUpStraggler,
    SignStep,
    StepTogether,
    SwitchSiteOff,
)
from gbdt_console.core.shutdown.events import PowerCommanded, PowerSwitched, ShutdownEvent, StepJudged
from gbdt_console.core.shutdown.owed import OwedShutdowns
from gbdt_console.core.shutdown.record import Shutdown, ShutdownBook
from gbdt_console.core.shutdown.steps import COOL_S, UNREAD, Step, StepState
from gbdt_console.core.shutdown.view import ShutdownView, SiteOff, view_of
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.command_request import CommandRequest, Handler, Refused, one_of
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.shutdown.command_handler import ShutdownCommandHandler
from gbdt_console.engine.shutdown.judge import judged
from gbdt_console.engine.shutdown.measuring import SiteMeasuring
from gbdt_console.engine.shutdown.power import outlets_of, read_back, switch_off
from gbdt_console.journal.sample_recorder import RTT_MOST, UNKNOWN

_POLL_S = 1.0
"""Limits how late a proof is noticed."""
_LOOK_BACK_S = 15
"""Limits how far back an answered ping is looked for: more than its limit of age."""


class ShutdownFeature(Feature):
    """Proves once a second; acts only by command. Stands behind the features whose values it takes."""

    commands = SHUTDOWN_COMMANDS

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._ledger = context.ledger
        self._handler = ShutdownCommandHandler(context.network, context.ledger, context.clock)
        self._outlets = {site.id: outlets_of(site, context.outlets) for site in context.network.sites}
        self._can_sleep = frozenset(context.codecs)
        self._snapshot: Snapshot | None = None
        self._sites: Mapping[str, SiteView] = {}
        self._acting: set[str] = set()
        self._unread: set[str] = set()

    def handlers(self) -> Mapping[type[Command], Handler]:
        return {
            **dict.fromkeys(self._handler.plans, self._record),
            SignStep: self._sign,
            SwitchSiteOff: self._switch_off,
            HangUpStraggler: self._hang_up,
            StepTogether: self._together,
        }

    async def run(self) -> None:
        """Judge every site of the open record once a second."""
        try:
            while True:
                await self._judge()
                await asyncio.sleep(_POLL_S)
        finally:
            for switch in self._context.outlets.values():
                await switch.close()

    def take(self, entry: Entry) -> None:
        event = entry.event
        if isinstance(event, ShutdownEvent):
            self._context.on_urgent()
        elif isinstance(event, OrderEnded) and event.what == ROOM_SLEEP and event.stage is Stage.UNKNOWN:
            self._unread.add(event.target)

    def fill(self, snapshot: Snapshot) -> Snapshot:
        self._snapshot = snapshot
        self._sites = {site.id: site for site in snapshot.sites}
        record = self._newest()
        return replace(
            snapshot,
            shutdown=None if record is None else self._shown(record),
            owed_shutdowns=tuple(self._ledger[OwedShutdowns].owed.values()),
        )

    def _newest(self) -> Shutdown | None:
        return newest_here(self._ledger, self._ledger[ShutdownBook].records)

    async def _judge(self) -> None:
        record, now_utc = self._newest(), self._context.clock.utc()
        unread, self._unread = self._unread - self._acting, set()
        if record is None or record.closing is not None:
            return
        for site_id in record.sites:
            measured = self._measured(site_id)
            if measured is None or site_id in self._acting:
                continue
            await self._ask_again(record, site_id)
            if site_id in unread:
                await self._doubt_standby(record.meeting_id, site_id)
                continue
            for event in judged(record, site_id, measured, now_utc):
                await asyncio.wrap_future(self._context.record(event, ""))

    async def _ask_again(self, record: Shutdown, site_id: str) -> None:
        """Ask the PDU about a command whose answer an earlier run of the engine did not live to write."""
        command, places = record.commands.get(site_id), self._outlets[site_id]
        if command is None or command.is_off is not None or not places:
            return
        last = await read_back(places, self._context.outlets, "", within_s=0.0)
        await self._write_answer(record, site_id, last)

    def _measured(self, site_id: str) -> SiteMeasuring | None:
        snapshot, site = self._snapshot, self._sites.get(site_id)
        if snapshot is None or site is None:
            return None
        return SiteMeasuring(site, snapshot, self._ping_age)

    def _ping_age(self, device_id: str) -> float | None:
        """Return the age of the device's last answered ping in the samples, seconds."""
        now_s = int(self._context.clock.utc())
        codes = array("H", [UNKNOWN]) * _LOOK_BACK_S
        self._context.samples.overlay(device_id, now_s - _LOOK_BACK_S + 1, codes)
        return next((float(ago) for ago, code in enumerate(reversed(codes)) if code <= RTT_MOST), None)

    def _shown(self, record: Shutdown) -> ShutdownView:
        return view_of(record, [self._site(record, site_id) for site_id in record.sites])

    def _site(self, record: Shutdown, site_id: str) -> SiteOff:
        measured, step = self._measured(site_id), record.next_step(site_id)
        cooled_utc = record.end(site_id, Step.CODEC).at_utc + COOL_S
        return SiteOff(
            site_id,
            tuple(record.end(site_id, one) for one in Step),
            self._may_act(site_id, step),
            record.commands.get(site_id),
            cooled_utc if step is Step.COOLED else None,
            None if measured is None else measured.is_answering,
        )

    def _may_act(self, site_id: str, step: Step | None) -> bool:
        if step is Step.LEFT:
            measured = self._measured(site_id)
            return measured is not None and measured.can_be_hung_up
        if step is Step.CODEC:
            return any(device.startswith(f"{site_id}.") for device in self._can_sleep)
        return step is Step.POWER and bool(self._outlets[site_id])

    async def _record(self, request: CommandRequest[Command]) -> Progress:
        return await self._context.record_for(request, self._handler.plans[type(request.command)](request))

    async def _sign(self, request: CommandRequest[SignStep]) -> Progress:
        """Record a signature; none contradicts a conference that is known to have the site in it."""
        command, events = request.command, self._handler.plans[SignStep](request)
        measured = self._measured(command.site_id)
        if command.step != Step.DONE and measured is not None and measured.has_left is False:
            raise Refused("shutdown.still-in")
        return await self._context.record_for(request, events)

    async def _hang_up(self, request: CommandRequest[HangUpStraggler]) -> Progress:
        """Hang up a site whose room is done; the MCU's list proves that it left."""
        site_id = request.command.site_id
        record = self._handler.record_of(site_id)
        self._handler.check_no_meeting(site_id)
        if record.next_step(site_id) is not Step.LEFT:
            raise Refused("shutdown.step-first")
        if not request.command.is_sure:
            raise Refused("guard.hang-up")
        last = await request.follow_up(HangUp(site_id, is_sure=True), request.on_progress)
        return replace(last, request_id=request.id)

    async def _switch_off(self, request: CommandRequest[SwitchSiteOff]) -> Progress:
        """Do the site's next step: standby, or its power."""
        site_id = request.command.site_id
        record = self._handler.record_of(site_id)
        step = record.next_step(site_id)
        self._handler.check_no_meeting(site_id)
        if step is Step.COOLED:
            raise Refused("shutdown.still-cooling")
        if step not in (Step.CODEC, Step.POWER):
            raise Refused("shutdown.step-first")
        if not self._may_act(site_id, step):
            raise Refused("guard.remote-power" if step is Step.POWER else "control.not-able")
        if site_id in self._acting:
            raise Refused("shutdown.acting")
        self._acting.add(site_id)
        try:
            if step is Step.CODEC:
                last = await request.follow_up(SleepCodec(site_id, is_sure=True), request.on_progress)
                if last.stage is Stage.UNKNOWN:
                    await self._doubt_standby(record.meeting_id, site_id)
                return replace(last, request_id=request.id)
            if not request.command.is_sure:
                raise Refused("guard.power-off")
            return await self._cut_power(record, site_id, request)
        finally:
            self._acting.discard(site_id)
            self._unread.discard(site_id)  # its doubt is written

    async def _together(self, request: CommandRequest[StepTogether]) -> Progress:
        """Give each site its own command, side by side; name those whose step did not end well."""
        command, record = request.command, self._handler.opened()
        step = one_of(Step, command.step, "shutdown.step-unknown")
        at_step = [site for site in record.sites if record.next_step(site) is step]
        is_signed = bool(command.note) or step is Step.DONE
        sites = command.sites or tuple(one for one in at_step if is_signed or self._may_act(one, step))
        if not sites and not is_signed:
            raise Refused("shutdown.none-left" if self._have_all_left(record) else "shutdown.none-to-act")
        request.on_progress(Progress(request.id, Stage.SENT))
        parts = {site: self._part(command, step, site) for site in sites if site in at_step}
        steps = (request.follow_up(part, lambda _: None) for part in parts.values())
        ends = dict(zip(parts, await asyncio.gather(*steps), strict=True))
        good = {site for site, end in ends.items() if end.stage in (Stage.VERIFIED, Stage.RECORDED)}
        bad = tuple(site for site in sites if site not in good)
        if not bad:
            is_read_back = bool(ends) and all(end.stage is Stage.VERIFIED for end in ends.values())
            return Progress(request.id, Stage.VERIFIED if is_read_back else Stage.RECORDED)
        if not good and len(ends) == len(sites) and len({end.code for end in ends.values()}) == 1:
            return replace(ends[sites[0]], request_id=request.id)
        ended = [(site, ends[site].stage if site in ends else Stage.FAILED) for site in bad]
        return ended_in_part(request.id, ended, len(sites))

    def _have_all_left(self, record: Shutdown) -> bool:
        measured = map(self._measured, record.sites)
        return all(one is not None and one.has_left for one in measured)

    @staticmethod
    def _part(command: StepTogether, step: Step, site_id: str) -> Command:
        if command.note or step is Step.DONE:
            return SignStep(site_id, step.value, command.note)
        act = HangUpStraggler if step is Step.LEFT else SwitchSiteOff
        return act(site_id, command.is_sure)

    async def _cut_power(
        self, record: Shutdown, site_id: str, request: CommandRequest[SwitchSiteOff]
    ) -> Progress:
        """Write what is known before the command, switch, and write what the PDU says after it."""
        measured, context = self._measured(site_id), self._context
        load = None if measured is None else measured.load()
        places = self._outlets[site_id]
        commanded = PowerCommanded(
            record.meeting_id,
            site_id,
            [f"{pdu}/{number}" for pdu, number in places],
            None if measured is None else measured.answered_ago_s(),
            None if load is None else number_of(load.value),
            context.clock.utc(),
            request.name,
        )
        await context.record_before_acting(request, [commanded])
        request.on_progress(Progress(request.id, Stage.SENT))
        last = await switch_off(places, context.outlets, request.id, context.authority)
        await self._write_answer(record, site_id, last)
        return last

    async def _doubt_standby(self, meeting_id: str, site_id: str) -> None:
        """Write that the standby was ordered and not read, unless step or record ended meanwhile."""
        record = self._ledger[ShutdownBook].records.get(meeting_id)
        if record is not None and record.closing is None and record.next_step(site_id) is Step.CODEC:
            now_utc = self._context.clock.utc()
            doubt = StepJudged(meeting_id, site_id, Step.CODEC, StepState.UNPROVEN, UNREAD, now_utc)
            await asyncio.wrap_future(self._context.record(doubt, ""))

    async def _write_answer(self, record: Shutdown, site_id: str, last: Progress) -> None:
        is_off, now_utc = last.stage is Stage.VERIFIED, self._context.clock.utc()
        answered = PowerSwitched(record.meeting_id, site_id, is_off, last.code, last.detail, now_utc)
        await asyncio.wrap_future(self._context.record(answered, ""))
