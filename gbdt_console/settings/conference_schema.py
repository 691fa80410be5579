"""Defines the shape of conferences in sites.yaml: on an MCU of ours, or hosted by others."""

from pydantic import Field

from gbdt_console.settings.device_schema import CentreDeviceEntry, Strict
from gbdt_console.settings.people_schema import ContactEntry
from gbdt_console.settings.scalars import Text


class HostedEntry(Strict):
    """Who runs a conference without an MCU of ours; core's Hosted describes each."""

    name: Text | None
    dial: Text | None
    also: list[Text | None] = Field(default_factory=list)
    contacts: list[ContactEntry] = Field(default_factory=list)


class ConferenceEntry(Strict):
    """One of the section `conferences`: a further conference.

    name: name on screen
    mcu: the MCU that runs it; it or `hosted`
    mixer: the vision mixer of its pictures
    hosted: who runs it without an MCU of ours
    """

    name: Text | None
    mcu: CentreDeviceEntry | None = None
    mixer: CentreDeviceEntry | None = None
    hosted: HostedEntry | None = None
