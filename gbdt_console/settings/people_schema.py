"""Defines the shape of contacts and technicians in sites.yaml."""

from gbdt_console.settings.device_schema import Strict
from gbdt_console.settings.scalars import Day, Email, Phone, Text


class ContactEntry(Strict):
    """A person or desk to phone.

    role: what the person does
    phone: number, with a digit at least
    email: address
    """

    role: Text | None
    phone: Phone | None
    email: Email | None = None


class TechnicianEntry(Strict):
    """The holder of a post at a site.

    role: the role, not a person's name
    phone: number, with a digit at least
    trained: day of the last training
    subject: subject of that training
    """

    role: Text | None
    phone: Phone | None
    trained: Day | None = None
    subject: Text | None = None
