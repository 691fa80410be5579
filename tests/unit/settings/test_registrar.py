"""`centre.registrar` and `registered_as`: what is built of them, and each mistake at its key."""

from pathlib import Path

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.devices import open_devices
from gbdt_console.devices.control import ListsRegistered
from gbdt_console.devices.registry import catalogue
from gbdt_console.settings.load import load_network
from tests.support.settings.configs import edited, problems_of
from tests.support.settings.offers import SECRETS

PASSWORD = "zq-registrar-password"
ENVIRON = SECRETS | {"GBDT_REGISTRAR_PASSWORD": PASSWORD}
RANGE = "range: 10.1.0.0/24\n"
REGISTRAR = '{driver: kamailio, address: 10.1.0.12, user: hoi, password: "env:GBDT_REGISTRAR_PASSWORD"}'


def with_registrar(old: str = "", new: str = "", site: str = "conference_number: '8801'") -> str:
    assert not old or REGISTRAR.count(old) == 1
    entry = REGISTRAR.replace(old, new) if old else REGISTRAR
    return edited((RANGE, f"{RANGE}  registrar: {entry}\n"), ("id: sa-pa\n", f"id: sa-pa\n    {site}\n"))


def test_the_registrar_is_asked_by_its_driver_at_the_usual_port_and_path(tmp_path: Path) -> None:
    (tmp_path / "sites.yaml").write_text(with_registrar())
    loaded = load_network(tmp_path / "sites.yaml", catalogue(), ENVIRON)
    where = loaded.centre.registrar
    assert where is not None
    assert (where.address, where.control.wire, where.control.port) == ("10.1.0.12", "http", 80)
    assert where.control.options == {"path": "/RPC"}
    assert PASSWORD not in repr(loaded)
    made = open_devices.registrar(loaded, ManualClock(), tmp_path / "never-written")
    assert isinstance(made, ListsRegistered)


@pytest.mark.parametrize(
    ("site", "name"),
    [
        ("conference_number: '8801'", "8801"),
        ("conference_number: '8801'\n    registered_as: sapa@tinh.vn", "sapa@tinh.vn"),
        ("conference_number: '8801'\n    registered_as: none", ""),
        ("conference_number: 10.1.8.10", ""),
    ],
)
def test_a_point_is_looked_for_by_its_number_or_the_name_it_says(
    site: str, name: str, tmp_path: Path
) -> None:
    (tmp_path / "sites.yaml").write_text(with_registrar(site=site))
    loaded = load_network(tmp_path / "sites.yaml", catalogue(), ENVIRON)
    assert loaded.site("sa-pa").registered_as == name


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("want-one-of", "kamailio", "asterisk-confbridge"),
        ("missing-key", "address: 10.1.0.12, ", ""),
        ("unknown-key", "user:", "realm: x, user:"),
    ],
)
def test_a_mistake_is_one_problem(code: str, old: str, new: str, tmp_path: Path) -> None:
    problems = problems_of(tmp_path, with_registrar(old, new), ENVIRON)
    assert [problem.code for problem in problems] == [f"settings.{code}"]
