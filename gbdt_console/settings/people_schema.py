"""Defines the shape of contacts, technicians and the care of rooms in sites.yaml."""

from typing import Annotated

from pydantic import Field

from gbdt_console.settings.device_schema import Strict
from gbdt_console.settings.scalars import Day, Email, Phone, Text, Whole


class ContactEntry(Strict):
    """A person or desk to phone.

    role: what the person does
    phone: number, with a digit at least
    """

    role: Text | None
    phone: Phone | None
    email: Email | None = None


class TechnicianEntry(Strict):
    """The holder of a post at a site.

    role: the role, not a person's name
    """

    role: Text | None
    phone: Phone | None
    trained: Day | None = None
    subject: Text | None = None


class CleaningEntry(Strict):
    """The care of a room.

    cleaning_days: days from one cleaning of room and devices to the next
    """

    cleaning_days: Annotated[Whole, Field(ge=1, le=366)] | None = None
    rules_posted: Day | None = None
