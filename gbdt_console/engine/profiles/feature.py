"""Applies conference profiles and watches how the conference differs from them."""

from collections.abc import Mapping

from gbdt_console.core.commands import Command
from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.events import ProfileApplied
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.profiles.commands import PROFILE_COMMANDS, ApplyProfile
from gbdt_console.core.profiles.drift import (
    Drift,
    DriftWatch,
    differences,
    since_known_utc,
)
from gbdt_console.core.profiles.events import ProfileEvent
from gbdt_console.core.profiles.profile import Profile, profile_of
from gbdt_console.core.profiles.run import ProfileRun
from gbdt_console.core.profiles.view import ProfileView
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.requests import Progress
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.command_request import CommandRequest, Handler, Refused, write_for
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.profiles.application import (
    ApplicationContext,
    ProfileApplication,
    steps_of,
)


class ProfileFeature(Feature):
    """Applies one profile at a time; stands behind the features whose parts of the Snapshot it reads."""

    commands = PROFILE_COMMANDS

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._ledger = context.ledger
        self._profiles = context.network.profiles
        self._application: ProfileApplication | None = None
        self._watch = DriftWatch()
        self._conference: ConferenceView | None = None

    def handlers(self) -> Mapping[type[Command], Handler]:
        return {ApplyProfile: self._apply}

    def fill(self, snapshot: Snapshot) -> Snapshot:
        self._conference = snapshot.conference
        return replace(snapshot, profiles=self._profiles, profile=self._view(snapshot))

    async def _apply(self, request: CommandRequest[ApplyProfile]) -> Progress:
        meeting_id, profile = self._checked(request.command)
        context, utc = self._context, self._context.clock.utc()
        steps = steps_of(profile, request.command.site_ids, self._ledger, utc)
        owners = {p.site_id: p.redial.value for p in profile.participants if p.redial is not RedialOwner.SITE}
        ids = [step.id for step in steps]

        async def record(event: ProfileEvent) -> bool:
            return await write_for(request, [event], context.record_together)

        def record_later(event: ProfileEvent) -> None:
            context.record(event, "")

        used = ApplicationContext(
            self._ledger, context.clock, self._is_there, record, record_later, context.on_urgent
        )
        self._application = ProfileApplication(request, profile, steps, used)
        try:
            if await record(ProfileApplied(meeting_id, profile.id, utc, request.name, ids, owners)):
                raise Refused("recording.late")
            return await self._application.carry_out()
        finally:
            self._application = None
            context.on_urgent()

    def _checked(self, command: ApplyProfile) -> tuple[str, Profile]:
        """Return the running meeting's id and the profile to apply to it. Raises Refused."""
        profile, meeting = self._known(command.profile_id), self._ledger[MeetingsHeld].running
        if meeting is None:
            raise Refused("meeting.none")
        if self._application is not None:
            raise Refused("profile.is-applying")
        if meeting.profile_id not in ("", profile.id) and not command.is_sure:
            raise Refused("guard.profile-other")
        if not profile.by_site.keys() >= set(command.site_ids):
            raise Refused("profile.not-participant")
        return meeting.id, profile

    def _is_there(self, site_id: str) -> bool:
        conference = self._conference
        is_known = conference is not None and conference.is_known(self._context.clock.monotonic())
        row = conference.row(site_id) if conference is not None and is_known else None
        return row is not None and row.participant is not None

    def _known(self, profile_id: str) -> Profile:
        profile = profile_of(self._profiles, profile_id)
        if profile is None:
            raise Refused("profile.unknown")
        return profile

    def _view(self, snapshot: Snapshot) -> ProfileView | None:
        meeting, run, application = (
            self._ledger[MeetingsHeld].running,
            self._ledger[ProfileRun],
            self._application,
        )
        if meeting is None or not meeting.profile_id:
            return None
        steps = run.left_behind()
        if application is not None:
            steps = tuple(application.steps.get(step.id, step) for step in steps)
        is_applied = run.profile_id == meeting.profile_id
        return ProfileView(
            meeting.profile_id,
            run.at_utc if is_applied else None,
            run.operator,
            application is not None and application.is_under_way,
            snapshot.conference is not None and snapshot.conference.is_known(snapshot.at_s),
            steps,
            self._drift(snapshot) if is_applied else (),
        )

    def _drift(self, snapshot: Snapshot) -> tuple[Drift, ...]:
        """Return in what the conference differs from the applied profile.

        While it is being applied, the steps tell that.
        """
        run, conference = self._ledger[ProfileRun], snapshot.conference
        profile = profile_of(self._profiles, run.profile_id)
        if profile is None or conference is None or self._application is not None:
            return self._watch.drift({}, snapshot.at_s, snapshot.at_utc)
        found = differences(profile, run, conference, snapshot.frame, snapshot.at_s)
        known = since_known_utc(found, run, conference)
        return self._watch.drift(known, snapshot.at_s, snapshot.at_utc)
