"""Whatever the answers are, the written file loads, and says what was answered."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gbdt_console.core.setup.points import Point
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.registry import catalogue
from gbdt_console.settings.load import load_network
from gbdt_console.settings.private_file import SecretUnreadable
from gbdt_console.settings.secrets_env import NamedSecrets
from gbdt_console.settings.setup.answers import Answers, Refused
from gbdt_console.settings.setup.files import DraftFile, place_files
from gbdt_console.settings.setup.points import misfits, read_point
from gbdt_console.settings.setup.questions import ACCOUNT, MCUS, QUESTIONS, SERVICE, SNMP_VERSIONS
from gbdt_console.settings.setup.write_yaml import sites_yaml
from gbdt_console.text.words import LANGUAGES, Words

HOSTILE = [
    "a: b",
    "{x}",
    "[",
    "# c",
    '"',
    "'",
    "\\",
    "no",
    "1e3",
    "- a",
    "!!t",
    "&a",
    "đ",
    "centre",
    "0",
    "e\u0323\u0302",
]
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=70))
FIXED = {"ranges": "10.22.0.0/16", "timezone": "Asia/Ho_Chi_Minh", "mcu_address": "10.22.0.9"}
FIXED |= {"regulation": "hai-cap-2025"}
SCANNED: list[dict[str, Any]] = [
    {},
    {"driver": "if-mib", "kind": DeviceKind.ROUTER},
    {"driver": "polycom-endpoint", "kind": DeviceKind.CODEC},
]
NETWORKS = [f"10.22.{number}.0/24" for number in range(1, 9)] + [f"10.22.20.{n}" for n in range(1, 5)]


@st.composite
def answered(draw: st.DrawFn) -> tuple[Answers, dict[str, str]]:
    """Answers that every question and row accepts, and their secrets."""
    values: dict[str, str] = draw(st.sampled_from([{}, {ACCOUNT: SERVICE}])).copy()
    secrets: dict[str, str] = {}
    fixed = FIXED | {
        "operators": draw(st.sampled_from("129")),
        "mcu": draw(st.sampled_from(MCUS)),
        "snmp": draw(st.sampled_from(SNMP_VERSIONS)),
        "carrier_phone": draw(st.sampled_from(["none", "0214 000 801"])),
        "chair": draw(st.sampled_from(["none", "19"])),
        "host_ups": draw(st.sampled_from(["none", "30"])),
        "host_pdu": draw(st.sampled_from(["none", "31"])),
    }
    for question in QUESTIONS:
        if not question.is_asked(values):
            continue
        usual = fixed.get(question.code, question.default(values, Words("vi"))) or "a-usual-one"
        is_free = question.code not in fixed and not question.code.startswith(("host_", "gateway", "centre_"))
        try:
            kept = question.accept(draw(TEXTS) if is_free else usual, values)
        except Refused:
            kept = question.accept("a-usual-one", values)
        (secrets if question.env_name else values)[question.env_name or question.code] = kept
    points: tuple[Point, ...] = ()
    for number, network in enumerate(draw(st.lists(st.sampled_from(NETWORKS), min_size=1, unique=True)), 1):
        usual = {"number": str(20 - number), "name": f"Điểm {number}", "address": network}
        usual |= draw(st.sampled_from([{}, {"ups": "có"}, {"ups": "không", "probe": "không"}]))
        free = {key: draw(TEXTS) for key in ("name", "phone", "circuit", "conference")}
        for cells in (usual | free, usual):
            try:
                point = read_point(cells)
            except Refused:
                continue
            if point.address_range.endswith("/32") and values["snmp"] != "none":
                point = replace(point, **draw(st.sampled_from(SCANNED)))
            if not any(misfits((*points, point), values)):
                points = (*points, point)
                break
    return Answers(values, points), secrets


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answered(), st.sampled_from(LANGUAGES), st.sampled_from(["tech", "a b", 'x"y', "no"]))
def test_the_written_file_loads_and_says_the_same(
    tmp_path: Path, given_answers: tuple[Answers, dict[str, str]], language: str, login: str
) -> None:
    answers, secrets = given_answers
    values = answers.values
    target = tmp_path / "sites.yaml"
    text = sites_yaml(answers, login, Words(language))
    place_files(target, text, secrets, lambda path: None, may_replace=True)
    network = load_network(target, catalogue(), {})
    assert (network.name, network.short_name, network.language) == (
        values["name"],
        values["short_name"],
        language,
    )
    assert (network.centre.name, network.centre.address_range) == (values["centre"], values["centre_range"])
    operators = [(o.name, o.os_users, o.pin and o.pin.reveal()) for o in network.operators.values()]
    several = range(1, int(values.get("operators", "0")) + 1)
    with_pins = [(f"{values.get('shared_role')} {n}", (), secrets.get(f"GBDT_PIN_{n}")) for n in several]
    assert operators == (with_pins or [(values.get("role"), (login,), None)])
    (carrier,) = network.carriers.values()
    called = [contact.phone for contact in carrier.contacts]
    assert (carrier.name, called or ["none"]) == (values["carrier"], [values["carrier_phone"]])
    head = network.paper_head
    assert {key: getattr(head, key) for key in ("superior", "body", "place", "symbol", "signer")} == {
        key: values[key] for key in ("superior", "body", "place", "symbol", "signer")
    }
    assert head.copies == tuple(filter(None, (one.strip() for one in values["copies"].split(","))))
    assert network.meetings.regulation.title
    mcu = network.centre.mcu
    assert (mcu.control.driver if mcu else "none") == values["mcu"]
    if mcu is not None:
        assert (mcu.address, mcu.control.user) == (values["mcu_address"], values["mcu_user"])
    said = [(s.number, s.name, s.address_range, s.conference_number) for s in network.sites]
    in_order = sorted(answers.points, key=lambda point: point.number)
    assert said == [(p.number, p.name, p.address_range, p.conference_number) for p in in_order]
    assert [[c.phone for c in s.contacts] for s in network.sites] == [
        [p.phone] if p.phone else [] for p in in_order
    ]
    chairs = [s.id for s in network.sites if str(s.number) == values["chair"]]
    assert network.meetings.provincial_site_id == "".join(chairs)
    for point, site in zip(in_order, network.sites, strict=True):
        if not point.address_range.endswith("/32"):
            fitted = {"router", "codec"} | {k for k in ("ups", "pdu") if values[f"host_{k}"] != "none"}
            assert {device.kind for device in site.devices} == fitted - set(point.without)
    alone = [(p, s) for p, s in zip(in_order, network.sites, strict=True) if "/32" in p.address_range]
    assert all([(d.driver, d.kind) for d in s.devices] == [(p.driver or "ping", p.kind)] for p, s in alone)
    named = NamedSecrets(target, {})
    assert {name: named.value(name) for name in secrets} == secrets
    draft = DraftFile(target)
    draft.keep(answers)
    assert draft.read() == answers
    typed_openly = repr(answers)
    hidden = [secret for secret in secrets.values() if len(secret) > 20 and secret not in typed_openly]
    assert not [secret for secret in hidden if secret in draft.path.read_text()]


def refuse(path: Path) -> None:
    raise LookupError


def test_a_file_that_is_not_accepted_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "sites.yaml").write_text("old")
    with pytest.raises(LookupError):
        place_files(tmp_path / "sites.yaml", "new", {"A": "b"}, refuse, may_replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["sites.yaml"]
    assert (tmp_path / "sites.yaml").read_text() == "old"


def test_a_file_that_appeared_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "sites.yaml").write_text("of another")
    with pytest.raises(FileExistsError):
        place_files(tmp_path / "sites.yaml", "new", {}, lambda path: None, may_replace=False)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("sites.yaml", "of another")]


def test_other_secrets_stay_and_the_file_is_private(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    file.write_text("# ours\nOTHER=kept\nA=old\n")
    file.chmod(0o600)
    place_files(tmp_path / "sites.yaml", "x", {"A": "new", "B": "it's"}, lambda path: None, may_replace=False)
    assert file.read_text() == "# ours\nOTHER=kept\nA='new'\nB=\"it's\"\n"
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    with pytest.raises(SecretUnreadable):
        place_files(tmp_path / "sites.yaml", "x", {"A": "b"}, lambda path: None, may_replace=True)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"form": 2}', '{"form": 1, "values": [1], "points": []}', "[" * 9999]
)
def test_a_broken_draft_counts_as_none(tmp_path: Path, text: str) -> None:
    draft = DraftFile(tmp_path / "sites.yaml")
    draft.path.write_text(text)
    draft.path.chmod(0o600)
    assert draft.read() == Answers()


def test_a_draft_that_others_could_write_counts_as_none(tmp_path: Path) -> None:
    draft = DraftFile(tmp_path / "sites.yaml")
    draft.keep(Answers({"name": "Mạng"}))
    assert draft.read() == Answers({"name": "Mạng"})
    assert draft.path.stat().st_mode & 0o777 == 0o600
    os.chmod(draft.path, 0o666)
    assert draft.read() == Answers()
