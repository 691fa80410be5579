"""Define the commands about the shutdown after a meeting."""

from gbdt_console.core.commands import CommandDefinition, SheetCommand
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId


@dataclass(frozen=True, slots=True)
class OpenShutdown(SheetCommand):
    """Begin the shutdown after the last meeting.

    sites: ids of the sites to switch off; none for those of the last checklist, else all
    """

    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignStep(SheetCommand):
    """Sign a step of a site; 'done' is the room's own word that it is finished.

    step: a Step, the site's next one
    note: problems of the room for 'done'; else how the person knows, then required
    """

    site_id: SiteId
    step: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SwitchSiteOff(SheetCommand):
    """Do the site's next step from here: codec to standby, or power of codec and display off.

    is_sure: required before power is switched
    """

    site_id: SiteId
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class HangUpStraggler(SheetCommand):
    """Hang up a site that is done and still in the conference; never one of a running meeting.

    is_sure: required, for the site loses picture and sound
    """

    site_id: SiteId
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class StepTogether(SheetCommand):
    """Take one step at several sites; a site that is not at that step is left as it is, and named.

    step: a Step
    sites: ids of the sites; none for all that are at that step, and can be acted on where it is acted
    note: as in SignStep: where it is given, or the step is 'done', the step is signed, else done from here
    is_sure: required before calls are hung up or power is switched
    """

    step: str
    sites: tuple[str, ...] = ()
    note: str = ""
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class CloseShutdown(SheetCommand):
    """Sign 'System off'.

    problems: while a site is not off the reason for leaving it, then required
    is_sure: required while a site is not off
    """

    problems: str = ""
    is_sure: bool = False


SHUTDOWN_COMMANDS = (
    CommandDefinition(OpenShutdown, ("ask.shutdown-open",), verb="shutdown open", is_record=True),
    CommandDefinition(SignStep, ("ask.step-sign",), verb="shutdown sign", is_record=True),
    CommandDefinition(
        SwitchSiteOff, ("ask.site-off",), verb="shutdown off", confirmations=("guard.power-off",)
    ),
    CommandDefinition(
        HangUpStraggler, ("order.call.hang-up",), verb="shutdown hang-up", confirmations=("guard.hang-up",)
    ),
    CommandDefinition(
        StepTogether, ("ask.step-together",), confirmations=("guard.hang-up", "guard.power-off")
    ),
    CommandDefinition(
        CloseShutdown,
        ("ask.shutdown-close",),
        verb="shutdown close",
        confirmations=("shutdown.not-off",),
        is_record=True,
    ),
)  # fmt: skip
