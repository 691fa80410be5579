"""Pairs whom to phone with the number: both of one contact, or no number at all."""

from collections.abc import Iterable
from dataclasses import dataclass

from gbdt_console.core.alarms.definitions import ContactRole
from gbdt_console.core.people import Contact


@dataclass(frozen=True, slots=True)
class Callee:
    """One contact to phone, or a party that has none.

    kind: the kind of party
    party: its name, as 'VNPT Lào Cai' or '3 Bát Xát'
    role: the contact's role; empty where the party has no contact
    phone: the number of that same contact; empty where the party has none
    email: the e-mail address of that same contact; may be empty
    """

    kind: ContactRole
    party: str
    role: str = ""
    phone: str = ""
    email: str = ""

    @property
    def who(self) -> str:
        """Give the name in few words: at a site the contact's role, else the party."""
        return (self.role or self.party) if self.kind is ContactRole.SITE else self.party


def callees(kind: ContactRole, party: str, contacts: Iterable[Contact]) -> tuple[Callee, ...]:
    """Return whom to phone at a party, in the order of calling.

    There is at least one: it has neither role nor number where the party has no contact.
    """
    found = tuple(Callee(kind, party, one.role, one.phone, one.email) for one in contacts if one.phone)
    return found or (Callee(kind, party),)
