"""Write the answers of the guided start as a sites.yaml with comments."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from gbdt_console.core.clean_text import fold
from gbdt_console.core.resource_ids import RESERVED
from gbdt_console.core.setup.points import Point
from gbdt_console.core.sites import DeviceKind
from gbdt_console.settings.setup.answers import Answers, Values
from gbdt_console.settings.setup.points import router_address
from gbdt_console.settings.setup.questions import HOSTS, LACKABLE, NONE, is_service, pin_name
from gbdt_console.text.words import Words

_LONGEST_ID = 40
_ALONE = "/32"
_PAPERS = ("superior", "body", "place", "symbol", "signer")
"""Questions for the head of papers, which are keys of the section, too."""


def sites_yaml(answers: Answers, login: str, words: Words) -> str:
    """Write sites.yaml; its comments and its network speak the language of `words`.

    login: login name of the first operator; unused where the settings are the service's
    """
    values = answers.values
    parts = (
        _head(values, login, words),
        _devices(answers, words),
        _centre(values, words),
        _sites(answers, words),
    )
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts)


def _quoted(text: str) -> str:
    """Quote a text of a person: a JSON string is a YAML scalar in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def _comment(words: Words, section: str) -> str:
    return f"# {words(f'setup.yaml.{section}')}"


def _head(values: Values, login: str, words: Words) -> Iterator[str]:
    yield _comment(words, "head")
    yield _comment(words, "secrets")
    yield "version: 1"
    yield ""
    yield "network:"
    yield f"  name: {_quoted(values['name'])}"
    yield f"  short_name: {_quoted(values['short_name'])}"
    yield f"  timezone: {values['timezone']}"
    yield f"  language: {words.language}"
    yield ""
    yield _comment(words, "regulation")
    yield f"regulation: {values['regulation']}"
    yield ""
    yield _comment(words, "papers")
    yield "papers:"
    yield from (f"  {key}: {_quoted(values[key])}" for key in _PAPERS)
    copies = filter(None, (one.strip() for one in values["copies"].split(",")))
    yield f"  copies: [{', '.join(map(_quoted, copies))}]"
    yield ""
    yield _comment(words, "plan")
    yield "address_plan:"
    yield f"  ranges: [{', '.join(values['ranges'].split())}]"
    hosts = ", ".join(f"{code.removeprefix('host_')}: {values[code]}" for code in HOSTS if _has(values, code))
    yield f"  hosts: {{{hosts}}}"
    yield ""
    yield from _operators(values, login, words)
    yield ""
    yield _comment(words, "carriers")
    yield "carriers:"
    yield "  carrier-1:"
    yield f"    name: {_quoted(values['carrier'])}"
    yield from _contact("    ", values["carrier"], values["carrier_phone"], words)


def _has(values: Values, code: str) -> bool:
    return values[code] != NONE


def _contact(indent: str, name: str, phone: str, words: Words) -> Iterator[str]:
    """Write whom to call at a carrier, the centre or a point, where there is a number."""
    if phone not in ("", NONE):
        role = _quoted(words("setup.contact-role", name=name))
        yield f"{indent}contacts: [{{role: {role}, phone: {_quoted(phone)}}}]"


def _operators(values: Values, login: str, words: Words) -> Iterator[str]:
    """Write the operators of a shared account, each with a PIN, else the login alone."""
    if not is_service(values):
        yield _comment(words, "operators")
        yield "operators:"
        yield f"  operator-1: {{name: {_quoted(values['role'])}, os_users: [{_quoted(login)}]}}"
        return
    yield _comment(words, "operators-pin")
    yield _comment(words, "operators-more")
    yield "operators:"
    for number in range(1, int(values["operators"]) + 1):
        name = _quoted(f"{values['shared_role']} {number}")
        yield f"  operator-{number}: {{name: {name}, pin: env:{pin_name(number)}}}"


def _devices(answers: Answers, words: Words) -> Iterator[str]:
    values = answers.values
    router = "ping"
    if values["snmp"] != NONE:
        router = f"if-mib, credential: routers{_interface(_usual_port(answers))}"
        yield "credentials:"
        yield from _credential(values)
        yield ""
    yield _comment(words, "equipment")
    yield "equipment:"
    yield "  standard:"
    yield f"    router: {{kind: router, driver: {router}}}"
    yield "    codec: {kind: codec, driver: ping}"
    for kind in LACKABLE:
        if _has(values, f"host_{kind}"):
            yield f"    {kind}: {{kind: {kind}, driver: ping}}"
    if any(point.address_range.endswith(_ALONE) for point in answers.points):
        yield f"  {_comment(words, 'one-address')}"
        yield "  one-address:"
        yield "    codec: {kind: codec, driver: ping}"
    yield ""
    yield "defaults: {equipment: standard}"


def _usual_port(answers: Answers) -> str:
    """Return the port that carries the line at most points; empty where no router was asked."""
    return next((port for port, _ in Counter(answers.interfaces.values()).most_common(1)), "")


def _interface(port: str) -> str:
    return f", options: {{interface: {_quoted(port)}}}" if port else ""


def _credential(values: Values) -> Iterator[str]:
    yield "  routers:"
    yield f"    version: {values['snmp']}"
    if values["snmp"] == "v2c":
        yield "    community: env:GBDT_SNMP_COMMUNITY"
        return
    yield f"    user: {_quoted(values['snmp_user'])}"
    yield "    auth: sha256"
    yield "    auth_password: env:GBDT_SNMP_AUTH"
    yield "    privacy: aes128"
    yield "    privacy_password: env:GBDT_SNMP_PRIV"


def _centre(values: Values, words: Words) -> Iterator[str]:
    yield _comment(words, "centre")
    yield "centre:"
    yield f"  name: {_quoted(values['centre'])}"
    yield f"  range: {values['centre_range']}"
    yield from _contact("  ", values["centre"], values["centre_phone"], words)
    yield "  anchors:"
    yield f"    gateway: {{name: {_quoted(words('setup.gateway'))}, address: {values['gateway']}}}"
    if values["mcu"] == NONE:
        return
    yield "  mcu:"
    yield f"    driver: {values['mcu']}"
    yield f"    address: {values['mcu_address']}"
    yield f"    user: {_quoted(values['mcu_user'])}"
    yield "    password: env:GBDT_MCU_PASSWORD"
    yield f"    conference: {_quoted(values['mcu_conference'])}"


def _sites(answers: Answers, words: Words) -> Iterator[str]:
    points = sorted(answers.points, key=lambda point: point.number)
    if answers.values["chair"] != NONE:
        yield _comment(words, "chair")
        yield f"meetings: {{provincial_room: {_ids(points)[int(answers.values['chair'])]}}}"
        yield ""
    yield _comment(words, "sites")
    if any(not point.circuit for point in points):
        yield _comment(words, "circuits")
    if answers.values["mcu"] != NONE and not all(point.conference_number for point in points):
        yield _comment(words, "conference")
    yield "sites:"
    ids = _ids(points)
    for point in points:
        circuit = point.circuit or words("setup.no-circuit", number=point.number)
        yield f"  - number: {point.number}"
        yield f"    id: {ids[point.number]}"
        yield f"    name: {_quoted(point.name)}"
        yield f"    range: {point.address_range}"
        yield f"    line: {{carrier: carrier-1, circuit: {_quoted(circuit)}}}"
        lacked = [kind for kind in point.without if _has(answers.values, f"host_{kind}")]
        if point.address_range.endswith(_ALONE):
            yield from _one_device(point, answers)
        else:
            port = answers.interfaces.get(router_address(point, answers.values), "")
            if port not in ("", _usual_port(answers)):
                yield f"    devices: {{router: {{options: {{interface: {_quoted(port)}}}}}}}"
            if lacked:
                yield f"    without: [{', '.join(lacked)}]"
        yield from _contact("    ", point.name, point.phone, words)
        if point.conference_number:
            yield f"    conference_number: {_quoted(point.conference_number)}"


def _one_device(point: Point, answers: Answers) -> Iterator[str]:
    """Write the one device of a point: a codec that is pinged, or what a scan found."""
    address = point.address_range.removesuffix(_ALONE)
    yield "    equipment: one-address"
    if not point.driver:
        yield f"    devices: {{codec: {{address: {address}}}}}"
        return
    if point.kind is not DeviceKind.CODEC:
        yield "    without: [codec]"
    port = _interface(answers.interfaces.get(address, ""))
    family = f", options: {{family: {point.family}}}" if point.family else ""
    read = f"kind: {point.kind}, driver: {point.driver}, credential: routers{port}{family}"
    yield f"    devices: {{{point.kind}: {{{read}, address: {address}}}}}"


def _ids(points: Sequence[Point]) -> dict[int, str]:
    """Make an id for each point, by its number."""
    ids: dict[int, str] = {}
    taken = set(RESERVED)
    for point in points:
        taken.add(made := point_id(point, taken))
        ids[point.number] = made
    return ids


def point_id(point: Point, taken: set[str]) -> str:
    """Make an id of the name; where another point has it, or it has no Latin letter, of the number too."""
    slug = re.sub("[^a-z0-9]+", "-", fold(point.name)).strip("-")[:_LONGEST_ID].strip("-")
    if slug and slug not in taken:
        return slug
    ending = f"-{point.number}"
    candidate = f"{(slug or 'p')[: _LONGEST_ID - 10]}{ending}"
    while candidate in taken:
        candidate += "x"
    return candidate
