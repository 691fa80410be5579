"""Defines the limits and intervals of sites.yaml."""

from typing import Annotated

from pydantic import Field

from gbdt_console.settings.device_schema import Strict
from gbdt_console.settings.scalars import Number, Percent, Whole

Seconds = Annotated[Number, Field(ge=0.2, le=3600)]
Few = Annotated[Whole, Field(ge=1, le=100)]


class LimitsEntry(Strict):
    """Limits of a room."""

    temperature_min_c: Annotated[Number, Field(ge=-40, le=100)] | None = None
    temperature_max_c: Annotated[Number, Field(ge=-40, le=100)] | None = None
    humidity_min_percent: Percent | None = None
    humidity_max_percent: Percent | None = None
    battery_min_minutes: Annotated[Number, Field(ge=0, le=1440)] | None = None
    certificate_notice_days: Annotated[Number, Field(ge=0, le=366)] | None = None
    certificate_alarm_days: Annotated[Number, Field(ge=0, le=366)] | None = None


class IntervalsEntry(Strict):
    """Seconds between two pings or polls of one target; core/sites.py describes each."""

    line_s: Seconds | None = None
    device_idle_s: Seconds | None = None
    device_meeting_s: Seconds | None = None
    snmp_idle_s: Seconds | None = None
    snmp_meeting_s: Seconds | None = None


class DetectionEntry(Strict):
    """When a target is lost and back; core's DetectionRules describe each.

    suspect_losses, down_losses, down_span_s: what SUSPECT and DOWN need
    up_replies: what the end of DOWN needs
    quick_interval_s: seconds between probes in doubt
    quick_per_s: quick probes a second of all lines together
    """

    suspect_losses: Few | None = None
    down_losses: Few | None = None
    down_span_s: Seconds | None = None
    up_replies: Few | None = None
    quick_interval_s: Seconds | None = None
    quick_per_s: Annotated[Number, Field(ge=10, le=10_000)] | None = None
