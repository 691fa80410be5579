"""Define the people of the network: contacts, organisations and operators."""

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.secret import Secret


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact to phone, always a role and never a person.

    phone: phone number, always shown whole
    email: e-mail address; may be empty
    """

    role: str
    phone: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation that hosts meetings or houses a site."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Operator:
    """A role that may operate the console.

    os_users: login names that mean this operator
    """

    id: str
    name: str
    os_users: tuple[str, ...] = ()
    pin: Secret | None = None


@dataclass(frozen=True, slots=True)
class OperatorName:
    """An operator who has a PIN, so that a console can be handed over to them."""

    id: str
    name: str
