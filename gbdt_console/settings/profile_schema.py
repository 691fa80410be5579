"""Defines the shape of conference profiles in sites.yaml."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field

from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.settings.device_schema import Strict
from gbdt_console.settings.scalars import Flag, Id, Text, Whole, one_of, refusal

EVERYBODY: Final = "*"
"""Stands in memory for the word `all` of the file; no site can have it as its id."""
_PIN: Final = re.compile(r"[0-9*#\s-]+")


def _everybody(value: object) -> object:
    return [EVERYBODY] if isinstance(value, str) and value.strip() == "all" else value


def _no_pin(text: str) -> str:
    """Refuse a PIN where the file says where one is kept."""
    if _PIN.fullmatch(text):
        raise refusal("settings.pin-in-clear")
    return text


Owner = Annotated[RedialOwner, BeforeValidator(one_of(RedialOwner))]
Participants = Annotated[list[Text | None], BeforeValidator(_everybody), Field(min_length=1)]


class ProfileSiteEntry(Strict):
    """What a profile says of one participant.

    dial: number or address at which the MCU calls it, instead of its conference_number
    redial: the party that calls it again after it dropped out, instead of its own
    """

    dial: Text | None = None
    bandwidth_kbps: Annotated[Whole, Field(ge=64, le=100_000)] | None = None
    redial: Owner | None = None


class ShotEntry(Strict):
    """One picture.

    layout: the device's own id of its layout
    seats: ids of sites by the number of their pane, from 1; other panes are left to the device
    """

    layout: Text | None
    seats: dict[Annotated[Whole, Field(ge=1, le=100)], Text | None] = Field(default_factory=dict)


class BackupEntry(Strict):
    """The conference for the case that the MCU is lost.

    name: where it runs
    pin_kept: where people find its PIN, never the PIN
    """

    dial: Text | None
    name: Text | None = None
    pin_kept: Annotated[Text, AfterValidator(_no_pin)] | None = None


class ProfileEntry(Strict):
    """One conference profile.

    participants: ids of the sites that take part, or the word `all`
    sites: what differs at single participants, by id
    branches: what the branches see
    chair: what the chair's room sees
    blocked_on_entry: the centre blocks everybody but chair and speaker, latecomers too
    locked: the conference is locked once all participants are in it
    backup: the conference for the case that the MCU is lost
    """

    id: Id | None
    name: Text | None
    participants: Participants | None
    sites: dict[Id, ProfileSiteEntry | None] = Field(default_factory=dict)
    branches: ShotEntry | None = None
    chair: ShotEntry | None = None
    blocked_on_entry: Flag | None = None
    locked: Flag | None = None
    backup: BackupEntry | None = None
