"""Defines the sections of sites.yaml on what works beside the network: messages, and a second PC."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from gbdt_console.core.standby.settings import (
    BEHIND_ENTRIES,
    BEHIND_S,
    LEAST_TAKEOVER_AFTER_S,
    PORT,
    ROUTES_PORT,
    TAKEOVER_AFTER_S,
    Recorded,
    Takeover,
)
from gbdt_console.settings.device_schema import Port, Strict
from gbdt_console.settings.notify_schema import NotifyEntry
from gbdt_console.settings.scalars import Address, Id, Number, SecretReference, Text, Whole, one_of

__all__ = ["NotifyEntry", "StandbyEntry"]


class StandbyEntry(Strict):
    """The section `standby`; core's StandbySettings describes each.

    machines: addresses of the two PCs by their host names
    witness: that of the third machine likewise
    """

    machines: dict[Id, Address | None] | None
    password: SecretReference | None
    port: Port | None = PORT
    ca: Text | None = None
    behind_entries: Annotated[Whole, Field(ge=1, le=100_000)] | None = BEHIND_ENTRIES
    behind_s: Annotated[Number, Field(ge=5, le=86_400)] | None = BEHIND_S
    witness: dict[Id, Address | None] | None = None
    routes_port: Port | None = ROUTES_PORT
    recorded: Annotated[Recorded, BeforeValidator(one_of(Recorded))] | None = Recorded.ONE_MACHINE
    takeover: Annotated[Takeover, BeforeValidator(one_of(Takeover))] | None = Takeover.BY_PERSON
    takeover_after_s: Annotated[Number, Field(ge=LEAST_TAKEOVER_AFTER_S, le=600)] | None = TAKEOVER_AFTER_S
