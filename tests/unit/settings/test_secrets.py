"""Secrets come by reference only, from a source others cannot read, and are repeated nowhere."""

import os
import traceback
from pathlib import Path

import pytest
import yaml

from gbdt_console.settings.assemble import fingerprint
from gbdt_console.settings.load import load_network
from gbdt_console.settings.problems import ConfigRejected
from gbdt_console.settings.schema import Document
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.runner.permits import CAP_CHOWN, has_capability
from tests.support.settings.configs import BASE, edited, load, problems_of
from tests.support.settings.offers import OFFERS, SECRETS

COMMUNITY = '"env:GBDT_SNMP_COMMUNITY"'
PASSWORD = "zq-hunter2"


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    path = tmp_path / "community"
    path.write_text("from-a-file\n")
    path.chmod(0o600)
    return path


def with_file(path: Path) -> str:
    return edited((COMMUNITY, f'"file:{path}"'))


def codes(folder: Path, text: str, environ: dict[str, str] | None = None) -> list[str]:
    return [problem.code.removeprefix("settings.") for problem in problems_of(folder, text, environ)]


def community(folder: Path, text: str) -> str:
    snmp = load(folder, text).site("sa-pa").devices[1].snmp
    assert snmp is not None
    assert snmp.community is not None
    return snmp.community.reveal()


def test_secrets_come_from_the_environment_and_from_files(tmp_path: Path, secret_file: Path) -> None:
    assert community(tmp_path, BASE) == SECRETS["GBDT_SNMP_COMMUNITY"]
    assert community(tmp_path, with_file(secret_file)) == "from-a-file"
    secret_file.chmod(0o400)
    assert community(tmp_path, with_file(secret_file)) == "from-a-file"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o700, 0o620])
def test_a_file_that_others_can_use_is_refused(mode: int, tmp_path: Path, secret_file: Path) -> None:
    secret_file.chmod(mode)
    assert codes(tmp_path, with_file(secret_file)) == ["secret-file-open"]


@pytest.mark.skipif(not has_capability(CAP_CHOWN), reason="needs CAP_CHOWN: to give a file away")
def test_a_file_of_another_user_is_refused(tmp_path: Path, secret_file: Path) -> None:
    os.chown(secret_file, 12345, -1)
    assert codes(tmp_path, with_file(secret_file)) == ["secret-file-owner"]


def test_absent_files_directories_and_pipes_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for path in (tmp_path / "none", tmp_path, tmp_path / "pipe"):
        assert codes(tmp_path, with_file(path)) == ["secret-file-unreadable"]


@pytest.mark.parametrize("content", [b"", b"\n", b"a\nb\n", b" x\n", b"\xff\xfe", b"x\0\n", b"x" * 2000])
def test_a_secret_that_no_device_could_have_is_refused(
    content: bytes, tmp_path: Path, secret_file: Path
) -> None:
    secret_file.write_bytes(content)
    assert codes(tmp_path, with_file(secret_file)) == ["secret-unusable"]


@pytest.fixture
def named_secrets(tmp_path: Path) -> Path:
    path = tmp_path / "secrets.env"
    path.write_text("# SNMP\nGBDT_SNMP_AUTH='auth of 12 #'\n\nGBDT_SNMP_COMMUNITY=of=the file\n")
    path.chmod(0o600)
    return path


def test_named_secrets_come_from_the_environment_else_beside_the_file(
    tmp_path: Path, named_secrets: Path
) -> None:
    of_router = load(tmp_path, BASE, {}).site("sa-pa").devices[1].snmp
    assert of_router is not None
    assert of_router.community is not None
    assert of_router.community.reveal() == "of=the file"
    assert community(tmp_path, BASE) == SECRETS["GBDT_SNMP_COMMUNITY"]


def test_named_secrets_that_others_can_read_are_refused(tmp_path: Path, named_secrets: Path) -> None:
    named_secrets.chmod(0o644)
    assert set(codes(tmp_path, BASE, {})) == {"secret-file-open"}
    assert codes(tmp_path, BASE) == []  # the environment has them all: the file is not looked at


def test_a_secret_missing_in_both_is_told_with_the_file_to_write(tmp_path: Path, named_secrets: Path) -> None:
    named_secrets.write_text("GBDT_SNMP_AUTH=long enough\nGBDT_SNMP_COMMUNITY=\n")
    problems = problems_of(tmp_path, BASE, {})
    assert [(p.code, p.params) for p in problems] == [
        (
            "settings.secret-not-in-environment",
            {"name": "GBDT_SNMP_COMMUNITY", "file": str(named_secrets)},
        )
    ]


def test_what_opens_no_device_needs_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "sites.yaml"
    path.write_text(BASE, encoding="utf-8")
    network = load_network(path, OFFERS, None)
    assert network.fingerprint == load(tmp_path, BASE).fingerprint


def test_every_missing_secret_is_named_at_its_place(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, BASE, {})
    assert [(p.code, p.line, p.params["name"]) for p in problems] == [
        ("settings.secret-not-in-environment", 17, "GBDT_SNMP_AUTH"),
        ("settings.secret-not-in-environment", 18, "GBDT_SNMP_COMMUNITY"),
    ]


def test_a_short_v3_password_is_refused(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, BASE, SECRETS | {"GBDT_SNMP_AUTH": "zq-tiny"})
    assert [p.code for p in problems] == ["settings.secret-too-short"]
    assert "zq-tiny" not in repr(problems)


@pytest.mark.parametrize(("pin", "found"), [("47115", ["settings.pin-too-short"]), ("471152", [])])
def test_a_pin_has_at_least_six_characters(pin: str, found: list[str], tmp_path: Path) -> None:
    text = edited(("os_users: [truc1]", "os_users: [truc1], pin: env:GBDT_PIN"))
    if not found:
        assert load(tmp_path, text, SECRETS | {"GBDT_PIN": pin})
        return
    problems = problems_of(tmp_path, text, SECRETS | {"GBDT_PIN": pin})
    assert [p.code for p in problems] == found
    assert pin not in repr(problems)


@pytest.mark.parametrize(
    "text",
    [
        edited((COMMUNITY, PASSWORD)),
        edited((COMMUNITY, f"[{PASSWORD}]")),
        edited((COMMUNITY, f"{{{PASSWORD}: {PASSWORD}}}")),
        edited((COMMUNITY, f"!{PASSWORD} x")),
        edited((COMMUNITY, f"&{PASSWORD} x")),
        edited((COMMUNITY, f"*{PASSWORD}")),
        edited((COMMUNITY, f"@{PASSWORD}")),
        edited((COMMUNITY, f'"{PASSWORD}\\q"')),
        edited((COMMUNITY, f'"{PASSWORD}')),
        edited((COMMUNITY, f"env:{PASSWORD}")),
        edited((COMMUNITY, f"a: {PASSWORD}")),
        edited(("auth: sha256", f"auth: {PASSWORD}")),
        edited(("version: v2c", f"version: {PASSWORD}")),
        edited(("credential: rooms", f"credential: {PASSWORD}")),
        edited(("os_users: [truc1]", f"pin: {PASSWORD}")),
        edited(("{interface: Gi0/1}", f"{{interface: Gi0/1, community: {PASSWORD}}}")),
        edited(("body: so", f"password: {PASSWORD}")),
    ],
)
def test_a_password_in_the_file_is_refused_and_not_repeated(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigRejected) as rejected:
        load(tmp_path, text)
    problems = rejected.value.problems
    said = [Words(language)(p.code, **p.params) for p in problems for language in LANGUAGES]
    trace = "".join(
        traceback.TracebackException.from_exception(rejected.value, capture_locals=False).format()
    )
    assert PASSWORD not in repr(problems) + str(rejected.value) + trace + "".join(said)
    assert rejected.value.__context__ is None


def test_the_fingerprint_knows_references_and_not_secrets(tmp_path: Path) -> None:
    first = load(tmp_path, BASE).fingerprint
    assert (
        load(tmp_path, BASE, {name: value + "-changed" for name, value in SECRETS.items()}).fingerprint
        == first
    )
    renamed = BASE.replace("GBDT_SNMP_COMMUNITY", "OTHER")
    assert load(tmp_path, renamed, SECRETS | {"OTHER": SECRETS["GBDT_SNMP_COMMUNITY"]}).fingerprint != first


def test_the_fingerprint_follows_content_and_not_layout(tmp_path: Path) -> None:
    first = load(tmp_path, BASE).fingerprint
    moved = edited(("    id: sa-pa\n    name: Sa Pa\n", "    name: 'Sa Pa'   # the same\n    id: sa-pa\n"))
    assert load(tmp_path, moved).fingerprint == first
    assert load(tmp_path, edited(("phone: 0200 000 0002", "phone: 0200 000 0003"))).fingerprint != first


def test_what_a_later_schema_adds_changes_no_fingerprint() -> None:
    class LaterDocument(Document):
        added: str | None = None

    content = yaml.load(BASE, yaml.BaseLoader)
    first = fingerprint(Document.model_validate(content))
    assert fingerprint(LaterDocument.model_validate(content)) == first
    assert fingerprint(LaterDocument.model_validate(content | {"added": "x"})) != first
