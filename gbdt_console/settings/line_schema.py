"""Defines the shape of leased lines and their contracts in sites.yaml."""

from typing import Annotated

from pydantic import Field

from gbdt_console.settings.device_schema import Strict
from gbdt_console.settings.scalars import Number, Percent, Text

Positive = Annotated[Number, Field(gt=0, le=1_000_000)]


class ContractEntry(Strict):
    """What a carrier promised for a line.

    repair_hours: time to repair in the carrier's network, h
    response_minutes: time to answer a report, min
    """

    speed_mbps: Positive | None = None
    availability_percent: Percent | None = None
    rtt_ms: Positive | None = None
    jitter_ms: Positive | None = None
    loss_percent: Percent | None = None
    repair_hours: Positive | None = None
    line_repair_hours: Positive | None = None
    response_minutes: Positive | None = None


class LineEntry(Strict):
    """The leased line of a site.

    upstream: id of the node that the line hangs on
    targets: what is promised differently from the contract
    """

    carrier: Text | None
    circuit: Text | None
    upstream: Text | None = None
    contract: Text | None = None
    targets: ContractEntry | None = None
