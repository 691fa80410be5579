"""List the questions of the guided start: code, default, check, and when each is asked."""

from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

from gbdt_console.core.clean_text import clean, fold
from gbdt_console.core.meetings.regulation import Regulation
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.settings.device_schema import HostNumber
from gbdt_console.settings.regulation import SHIPPED, read_regulation
from gbdt_console.settings.scalars import Address, Phone, Range, Text, Zone
from gbdt_console.settings.schema import SiteNumber
from gbdt_console.settings.setup.answers import Refused, Values, checked
from gbdt_console.text.words import Words

NONE = "none"
MCUS = (NONE, "asterisk-confbridge", "cisco-codian", "cisco-meeting-server")
SNMP_VERSIONS = (NONE, "v2c", "v3")
HOSTS = {"host_router": "1", "host_codec": "10", "host_ups": "20", "host_pdu": NONE, "host_probe": NONE}
"""Questions for the host number of each kind of device, with their usual numbers."""
LACKABLE = ("ups", "pdu", "probe")
"""Kinds of device that no site need have, or some sites lack."""
SHORTEST_V3_PASSWORD = 8
"""Limits passwords of SNMP version 3, characters (RFC 3414, 11.2)."""
Accept = Callable[[str, Values], str]
ACCOUNT, SERVICE = "account", "service"
"""Value beside the answers that no question asks for: SERVICE where several technicians share an account."""
POINTS = "points"
"""Value beside the answers: the numbers of the points, as far as they are known."""
MOST_OPERATORS = 9
"""Limits the operators that are asked for; further ones are written into sites.yaml."""
_SHORTEST_PIN = 6
_LONGEST_SECRET = 128
_LONGEST_NAME = 100
"""Limits a name, characters: titles of screens have less room."""
_LONGEST_CODIAN_CONFERENCE = 31


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    accept: returns the answer as it is kept; raises Refused
    default: answer of an empty line; empty where there is none
    is_asked: whether the answers before make it necessary
    choices: the only answers; a person may also type the place in this list
    env_name: name of the secret that it asks for, which is typed unseen and kept only in secrets.env
    repeats: name of the secret that is typed a second time; empty: none
    """

    code: str
    accept: Accept
    default: Callable[[Values, Words], str] = lambda values, words: ""
    is_asked: Callable[[Values], bool] = lambda values: True
    choices: tuple[str, ...] = ()
    env_name: str = ""
    repeats: str = ""


def _name(raw: str, _: Values) -> str:
    return checked(Text, raw, "name", _LONGEST_NAME)


def _zone(raw: str, _: Values) -> str:
    return checked(Zone, raw, "timezone")


def _host(raw: str, _: Values) -> str:
    return checked(HostNumber, raw, "host")


def is_none(raw: str) -> bool:
    """Tell whether an answer says that there is none."""
    return fold(clean(raw)).strip() in (NONE, "khong", "khong co", "no", "-")


def _or_none(accept: Accept) -> Accept:
    return lambda raw, values: NONE if is_none(raw) else accept(raw, values)


def _phone(raw: str, _: Values) -> str:
    return checked(Phone, raw, "phone")


def _chair(raw: str, values: Values) -> str:
    """Take the number of a point; where the points are known, of one of them."""
    number = checked(SiteNumber, raw, "number")
    if values.get(POINTS) and number not in values[POINTS].split():
        raise Refused("setup.points-no-such", number=number)
    return number


def _address(raw: str, _: Values) -> str:
    return checked(Address, raw, "address")


def _ranges(raw: str, _: Values) -> str:
    parts = raw.replace(",", " ").split()
    if not parts:
        raise Refused("settings.empty-value", field="ranges")
    return " ".join(checked(Range, part, "ranges") for part in parts)


def _centre_range(raw: str, values: Values) -> str:
    text = checked(Range, raw, "range")
    if not is_in_plan(IPv4Network(text), values):
        raise Refused("setup.range-outside-plan", value=text, known=values["ranges"].replace(" ", ", "))
    return text


def _gateway(raw: str, values: Values) -> str:
    text = checked(Address, raw, "address")
    network = IPv4Network(values["centre_range"])
    if not is_host_of(IPv4Address(text), network):
        raise Refused("settings.address-outside-range", value=text, range=str(network))
    return text


def _operators(raw: str, _: Values) -> str:
    text = clean(raw).strip()
    if text not in map(str, range(1, MOST_OPERATORS + 1)):
        raise Refused("setup.operators-wrong", most=str(MOST_OPERATORS))
    return text


def _conference(raw: str, values: Values) -> str:
    most = _LONGEST_CODIAN_CONFERENCE if values["mcu"] == "cisco-codian" else _LONGEST_NAME
    return checked(Text, raw, "conference", most)


def _choice(choices: tuple[str, ...]) -> Accept:
    def accept(raw: str, _: Values) -> str:
        text = fold(clean(raw)).strip()
        if is_none(raw):
            return NONE
        if text.isdecimal() and text.isascii() and 1 <= int(text[:3]) <= len(choices):
            return choices[int(text) - 1]
        if text not in choices:
            raise Refused("settings.want-one-of", field="—", known=", ".join(choices))
        return text

    return accept


def _secret(shortest: int = 1) -> Accept:
    """Return a check of a secret that secrets.env and the devices take as it is."""

    def accept(raw: str, _: Values) -> str:
        is_plain = clean(raw, len(raw) + 1) == raw and raw == raw.strip()
        if not is_plain or not shortest <= len(raw) <= _LONGEST_SECRET:
            raise Refused("setup.secret-wrong", least=str(shortest), most=str(_LONGEST_SECRET))
        return raw

    return accept


def is_in_plan(network: IPv4Network, values: Values) -> bool:
    """Tell whether the range lies in the address plan."""
    return any(network.subnet_of(IPv4Network(one)) for one in values["ranges"].split())


def is_host_of(address: IPv4Address, network: IPv4Network) -> bool:
    ends = () if network.prefixlen >= 31 else (network.network_address, network.broadcast_address)
    return address in network and address not in ends


def _first_24(values: Values) -> str:
    first = IPv4Network(values["ranges"].split()[0])
    return str(next(first.subnets(new_prefix=24)) if first.prefixlen < 24 else first)


def _first_host(values: Values) -> str:
    network = IPv4Network(values["centre_range"])
    return str(network[0] if network.prefixlen >= 31 else network[1])


def _has_mcu(values: Values) -> bool:
    return values["mcu"] != NONE


def _is_v3(values: Values) -> bool:
    return values["snmp"] == "v3"


def _is_own(values: Values) -> bool:
    return not is_service(values)


def _regulation(values: Values) -> Regulation:
    return read_regulation(values["regulation"], Path())[0]


def _superior(values: Values) -> str:
    """Return the body above, with the province that a regulation for all of them does not name."""
    superior, province = _regulation(values).superior, values["short_name"]
    return superior if province in superior else f"{superior} {province}"


def _symbol(body: str) -> str:
    """Abbreviate a body as symbols do: 'Sở Khoa học và Công nghệ' is SKHCN."""
    return "".join(word[0] for word in body.split() if word != "và").upper()


def is_service(values: Values) -> bool:
    """Tell whether the settings are the service's: several technicians share its account, each with a PIN."""
    return values.get(ACCOUNT) == SERVICE


def _pin_questions(number: int) -> Iterator[Question]:
    """Yield the questions for the PIN of one of several operators, typed twice; `number` counts from 1."""

    def is_asked(values: Values) -> bool:
        return is_service(values) and number <= int(values["operators"])

    name, pin = pin_name(number), _secret(_SHORTEST_PIN)
    yield Question(f"pin-{number}", pin, is_asked=is_asked, env_name=name)
    yield Question(f"pin_again-{number}", pin, is_asked=is_asked, env_name=f"{name} again", repeats=name)


def pin_name(number: int) -> str:
    """Return the name of an operator's PIN in secrets.env; `number` counts from 1."""
    return f"GBDT_PIN_{number}"


def _host_question(code: str) -> Question:
    can_lack = code.removeprefix("host_") in LACKABLE
    return Question(code, _or_none(_host) if can_lack else _host, lambda v, w: HOSTS[code])


QUESTIONS: tuple[Question, ...] = (
    Question("name", _name),
    Question("short_name", _name),
    Question("timezone", _zone, lambda v, w: "Asia/Ho_Chi_Minh"),
    Question("role", _name, lambda v, w: w("setup.usual-role"), is_asked=_is_own),
    Question("shared_role", _name, lambda v, w: w("setup.usual-role"), is_asked=is_service),
    Question("operators", _operators, lambda v, w: "2", is_asked=is_service),
    *(question for number in range(1, MOST_OPERATORS + 1) for question in _pin_questions(number)),
    Question("ranges", _ranges, lambda v, w: "10.0.0.0/8"),
    *map(_host_question, HOSTS),
    Question("carrier", _name),
    Question("carrier_phone", _or_none(_phone), lambda v, w: NONE),
    Question("centre", _name),
    Question("centre_phone", _or_none(_phone), lambda v, w: NONE),
    Question("centre_range", _centre_range, lambda v, w: _first_24(v)),
    Question("gateway", _gateway, lambda v, w: _first_host(v)),
    Question("regulation", _choice(SHIPPED), lambda v, w: SHIPPED[0], choices=SHIPPED),
    Question("superior", _name, lambda v, w: _superior(v)),
    Question("body", _name, lambda v, w: _regulation(v).manager),
    Question("place", _name, lambda v, w: v["short_name"]),
    Question("symbol", _name, lambda v, w: _symbol(v["body"])),
    Question("signer", _name, lambda v, w: _regulation(v).signer),
    Question("copies", _name, lambda v, w: _regulation(v).office),
    Question("mcu", _choice(MCUS), lambda v, w: NONE, choices=MCUS),
    Question("mcu_address", _address, is_asked=_has_mcu),
    Question("mcu_user", _name, is_asked=_has_mcu),
    Question("mcu_password", _secret(), is_asked=_has_mcu, env_name="GBDT_MCU_PASSWORD"),
    Question("mcu_conference", _conference, lambda v, w: "giaoban", is_asked=_has_mcu),
    Question("snmp", _choice(SNMP_VERSIONS), lambda v, w: NONE, choices=SNMP_VERSIONS),
    Question(
        "snmp_community", _secret(), is_asked=lambda v: v["snmp"] == "v2c", env_name="GBDT_SNMP_COMMUNITY"
    ),
    Question("snmp_user", _name, is_asked=_is_v3),
    Question("snmp_auth", _secret(SHORTEST_V3_PASSWORD), is_asked=_is_v3, env_name="GBDT_SNMP_AUTH"),
    Question("snmp_privacy", _secret(SHORTEST_V3_PASSWORD), is_asked=_is_v3, env_name="GBDT_SNMP_PRIV"),
    Question("chair", _or_none(_chair), lambda v, w: NONE),
)


def still_right(values: Values) -> dict[str, str]:
    """Return kept answers, up to the first that is missing or not acceptable any more."""
    right = {ACCOUNT: values[ACCOUNT]} if ACCOUNT in values else {}
    for question in QUESTIONS:
        if not question.is_asked(right) or question.env_name:
            continue
        try:
            right[question.code] = question.accept(values[question.code], right)
        except (KeyError, Refused):
            break
    return right
