"""Define the command that applies a conference profile."""

from gbdt_console.core.commands import CommandDefinition
from gbdt_console.core.conference.commands import ConferenceCommand
from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ApplyProfile(ConferenceCommand):
    """Set the conference of the running meeting up as a profile has it.

    What is as the profile has it already is asked of nobody; so the command, given again, repeats only what
    failed.

    site_ids: call these participants only; empty carries out every step
    is_sure: required where the meeting has another profile
    """

    profile_id: str
    site_ids: tuple[str, ...] = ()
    is_sure: bool = False


PROFILE_COMMANDS = (
    CommandDefinition(
        ApplyProfile, ("ask.profile-again", "ask.profile-apply"), "site_ids", "profile apply",
        confirmations=("guard.profile-other",),
    ),
)  # fmt: skip
