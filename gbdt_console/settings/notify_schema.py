"""Defines the shape of the section `notify` in sites.yaml."""

import re
from datetime import time
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.notify.rules import Hours, Weekday
from gbdt_console.settings.device_schema import Strict
from gbdt_console.settings.scalars import Flag, Id, SecretReference, Text, Whole, one_of, refusal, text_of

_HOURS: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def _hours(value: object) -> Hours:
    found = _HOURS.fullmatch(text_of(value))
    if found is None or found[1] + found[2] == found[3] + found[4]:
        raise refusal("settings.want-hours")
    begin_hour, begin_minute, end_hour, end_minute = map(int, found.groups())
    return Hours(time(begin_hour, begin_minute), time(end_hour, end_minute))


Between = Annotated[Hours, BeforeValidator(_hours)]
Day = Annotated[Weekday, BeforeValidator(one_of(Weekday))]


class ChannelEntry(Strict):
    """A way out of the room.

    url: reference to its Apprise URL, never the URL itself
    operator: id of the operator whom it reaches while they have the shift
    """

    url: SecretReference | None
    operator: Text | None = None


class NotifyRuleEntry(Strict):
    """Who is told of what; core's NotifyRule describes each.

    sites: ids of sites and names of groups
    over: whether they are told the end too
    """

    to: Annotated[list[Text | None], Field(min_length=1)] | None
    severity: Annotated[Severity, BeforeValidator(one_of(Severity))] | None = None
    sites: Annotated[list[Text | None], Field(min_length=1)] | None = None
    hours: Between | None = None
    days: Annotated[list[Day | None], Field(min_length=1)] | None = None
    after_min: Annotated[Whole, Field(ge=1, le=240)] | None = None
    over: Flag | None = None


class NotifyEntry(Strict):
    """The section `notify`.

    channels: ways out of the room by id
    groups: ids of sites by the name of their group
    quiet: hours in which only critical alarms are told
    """

    channels: Annotated[dict[Id, ChannelEntry | None], Field(min_length=1)] | None
    groups: dict[Id, Annotated[list[Text | None], Field(min_length=1)] | None] = Field(default_factory=dict)
    rules: Annotated[list[NotifyRuleEntry | None], Field(min_length=1)] | None
    quiet: Between | None = None
