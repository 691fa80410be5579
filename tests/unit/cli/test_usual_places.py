"""sites.yaml is found by itself, and its secrets are asked for only where devices are opened."""

import os
import pwd
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from gbdt_console.cli import context
from gbdt_console.cli.context import Context
from gbdt_console.cli.main import root
from gbdt_console.settings.shipped import shipped_example
from gbdt_console.text.words import Words


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.delenv("GBDT_CONFIG", raising=False)
    return tmp_path


def checked(*arguments: str) -> str:
    return CliRunner().invoke(root, ["check", "--lang", "en", *arguments]).output


def test_this_folder_goes_before_the_users_settings(here: Path) -> None:
    users = here / "settings" / "gbdt-console" / "sites.yaml"
    users.parent.mkdir(parents=True)
    users.write_text("broken: [")
    assert checked().startswith(f"{users}:")
    (here / "sites.yaml").write_text("broken: [")
    assert checked().startswith("sites.yaml:")


def test_without_a_file_every_place_looked_at_is_named(here: Path) -> None:
    said = checked()
    for place in (
        "sites.yaml",
        str(here / "settings" / "gbdt-console" / "sites.yaml"),
        "/etc/gbdt/sites.yaml",
    ):
        assert place in said


def test_settings_of_the_service_bring_its_state_directory(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, state = here / "etc" / "sites.yaml", here / "service"
    file.parent.mkdir()
    file.touch()
    monkeypatch.setattr(context, "MACHINE_CONFIG", file)
    monkeypatch.setattr(context, "MACHINE_STATE", state)
    users = Context.of(None, None, None, {}).state.path
    assert users.name == "gbdt-console"  # no service is installed
    state.mkdir()
    assert Context.of(None, None, None, {}).state.path == state
    assert Context.of("own.yaml", None, None, {}).state.path == users
    assert Context.of(None, None, None, {}).with_options("own.yaml", None, None).state.path == users
    assert Context.of("../etc/sites.yaml", None, None, {}).state.path == users
    monkeypatch.chdir(file.parent)
    assert Context.of(None, None, None, {}).state.path == state  # found in this folder
    assert Context.of("sites.yaml", None, None, {}).state.path == state
    assert Context.of(None, "/here", None, {}).with_options(str(file), None, None).state.path == Path("/here")


def test_the_services_user_without_settings_has_the_services_state_directory(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "MACHINE_STATE", here)
    assert Context.of(None, None, None, {}).state.path != here
    monkeypatch.setattr(context, "_service_uid", os.getuid)
    assert Context.of(None, None, None, {}).state.path == here


def test_a_folder_that_may_not_be_entered_has_no_settings(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: object, **_: object) -> os.stat_result:
        raise PermissionError(path)

    monkeypatch.setattr(os, "stat", refuse)
    assert Context.of(None, None, None, {}).config is None


def test_each_missing_secret_names_the_file_to_write_it_into(here: Path) -> None:
    (here / "sites.yaml").write_text(shipped_example("sites.yaml"), encoding="utf-8")
    said = checked()
    assert "Write the line GBDT_SNMP_AUTH=... into secrets.env" in said
    assert Words("en")("verb.config-rejected", count=3, file="sites.yaml") in said
    lines = [f"{name}=không-gọi-được" for name in ("GBDT_SNMP_AUTH", "GBDT_SNMP_PRIV", "GBDT_SNMP_COMMUNITY")]
    secrets = here / "secrets.env"
    secrets.write_text("\n".join(lines), encoding="utf-8")
    secrets.chmod(0o600)
    assert "sites.yaml: valid, 11 sites" in checked()


def test_a_verb_that_opens_no_device_works_without_secrets(here: Path) -> None:
    login = pwd.getpwuid(os.geteuid()).pw_name
    text = re.sub(r"os_users: \[[^]]*\]", f"os_users: [{login}]", shipped_example("sites.yaml"), count=1)
    (here / "sites.yaml").write_text(text, encoding="utf-8")
    call = ["meeting", "start", "Giao ban", "--chair", "1", "--state-dir", str(here / "state")]
    done = CliRunner().invoke(root, call)
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("args", [["demo", "--config", "sites.yaml"], ["--config", "sites.yaml", "demo"]])
@pytest.mark.parametrize("is_there", [True, False])
def test_the_demo_refuses_a_configuration_that_it_would_not_use(
    here: Path, args: list[str], is_there: bool
) -> None:
    if is_there:
        (here / "sites.yaml").write_text(shipped_example("sites.yaml"), encoding="utf-8")
    said = CliRunner().invoke(root, [*args, "--lang", "en"])
    assert said.exit_code == 2
    assert said.output.startswith("demo runs on the simulated province and takes no configuration")


def test_the_demo_does_not_mind_a_configuration_that_it_only_found(here: Path) -> None:
    (here / "sites.yaml").write_text(shipped_example("sites.yaml"), encoding="utf-8")
    said = CliRunner().invoke(root, ["demo", "--lang", "en"])
    assert "takes no configuration" not in said.output
