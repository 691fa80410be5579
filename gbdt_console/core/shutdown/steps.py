"""Lists the steps that switch a site off, and judges whether its power is off."""

from collections.abc import Mapping
from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass

COOL_S = 120.0
"""Limits how soon after the codec's standby the power goes: projectors blow for up to two minutes."""
ANSWERED_WITHIN_S = 10.0
"""Limits the age of the device's last answer at the command: an older one shows no cause."""
JUDGED_WITHIN_S = 60.0
"""Limits the wait for a proof after the command: pings and SNMP polls have come round by then."""
ON_AGAIN = "on-again"
"""Code of the doubt about a proof whose codec answers again."""
UNREAD = "standby-unread"
"""Code of the doubt about a standby that was ordered, and that no codec told afterwards."""
LEAST_DROP_PERCENT = 1.0
"""Limits what counts as a fall of the UPS's load, in percent of its rating: its agent tells no less."""


class Step(StrEnum):
    """Names the steps of a site, in their order."""

    DONE = "done"
    LEFT = "left"
    CODEC = "codec"
    COOLED = "cooled"
    POWER = "power"


class StepState(StrEnum):
    """Says how far a step is.

    OPEN: not begun, or waiting for its proof
    UNPROVEN: the proof failed; a person has to sign
    PROVED: measured
    SIGNED: a person signed it
    """

    OPEN = "open"
    UNPROVEN = "unproven"
    PROVED = "proved"
    SIGNED = "signed"

    @property
    def is_over(self) -> bool:
        return self in (StepState.PROVED, StepState.SIGNED)


@dataclass(frozen=True, slots=True)
class StepRow:
    """Describes one step.

    articles: what the regulation says about it (regulation/ARTICLES.md)
    is_acted: the console does it where sites.yaml allows it
    needs_person: nothing measures it; a person has to sign
    """

    step: Step
    articles: tuple[str, ...]
    is_acted: bool = False
    needs_person: bool = False


STEP_ROWS: Mapping[Step, StepRow] = {
    row.step: row
    for row in (
        StepRow(Step.DONE, ("A8.3",), needs_person=True),
        StepRow(Step.LEFT, ("A8.3",), is_acted=True),
        StepRow(Step.CODEC, ("A8.3", "A4.6"), is_acted=True),
        StepRow(Step.COOLED, ("A4.6",)),
        StepRow(Step.POWER, ("A8.3", "A4.7"), is_acted=True),
    )
}


@dataclass(frozen=True, slots=True)
class PowerFacts:
    """Holds what is known about a site's power after the command; None stands for what nobody could tell.

    answered_ago_s: age of the codec's last answer at the command, seconds
    are_outlets_off: the PDU, asked after the command, says that all outlets are off
    is_codec_silent: the codec does not answer any more
    is_router_up: the site's router answers, after the command
    load_before: load of the UPS before the command, percent; None also where there is no UPS
    load_after: the same after it
    has_ups: a UPS of the site reports its load
    """

    answered_ago_s: float | None
    are_outlets_off: bool | None
    is_codec_silent: bool | None
    is_router_up: bool | None
    load_before: float | None = None
    load_after: float | None = None
    has_ups: bool = False

    @property
    def doubt(self) -> str:
        """Return the code of what is missing for the proof that the power is off; empty for a proof."""
        if self.answered_ago_s is None or self.answered_ago_s > ANSWERED_WITHIN_S:
            return "silent-before"
        if self.are_outlets_off is not True:
            return "outlet-on"
        if self.is_router_up is not True:
            return "router-silent"
        if self.is_codec_silent is not True:
            return "still-answers"
        if not self.has_ups:
            return ""
        if self.load_before is None or self.load_after is None:
            return "load-unknown"
        return "" if self.load_before - self.load_after >= LEAST_DROP_PERCENT else "load-unchanged"
