"""Fields of sites, carriers and the centre in a whole sites.yaml."""

from pathlib import Path

import pytest

from gbdt_console.core.configuration.editing import EditRefused
from gbdt_console.settings.edit.sites_file import SitesFile

FILE = """carriers:
  a: {name: A}
centre:
  name: Trung tâm
  contacts: [{role: trực ca, phone: 0214 1}]
sites:
  - number: 8
    id: sa-pa
    name: Sa Pa
    line: {carrier: a, circuit: A-1}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "sites.yaml"
    file.write_text(FILE, "utf-8")
    file.chmod(0o640)
    return file


def opened(path: Path) -> SitesFile:
    return SitesFile(path, lambda _: None, lambda name: f"trực kỹ thuật {name}")


def test_a_site_is_named_by_number_or_id_and_its_first_contact_is_made_whole(path: Path) -> None:
    file = opened(path)
    file.change("8", {"phone": "0214 8"})
    file.change("sa-pa", {"circuit": "A-2"})
    file.change("carrier.a", {"contract": "01"})
    file.change("centre", {"phone": "0214 2"})
    assert file.save()
    text = path.read_text("utf-8")
    assert "    contacts: [{role: trực kỹ thuật Sa Pa, phone: 0214 8}]\n" in text
    assert "a: {name: A, contract: 01}" in text
    assert "contacts: [{role: trực ca, phone: 0214 2}]" in text
    assert opened(path).values("sa-pa")["circuit"] == "A-2"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in path.parent.iterdir()] == ["sites.yaml"]


def test_what_is_equal_already_is_no_change(path: Path) -> None:
    file = opened(path)
    file.change("8", {"name": "Sa Pa", "email": ""})
    assert not file.save()
    assert path.read_text("utf-8") == FILE


@pytest.mark.parametrize(
    ("target", "values", "code"),
    [
        ("9", {"name": "x"}, "sites.no-target"),
        ("8", {"nam": "x"}, "sites.no-field"),
        ("8", {"email": "a@b.vn"}, "sites.phone-first"),
        ("carrier.a", {"name": ""}, "sites.by-hand"),
    ],
)
def test_a_refusal_names_its_reason(path: Path, target: str, values: dict[str, str], code: str) -> None:
    with pytest.raises(EditRefused) as refused:
        opened(path).change(target, values)
    assert refused.value.code == code


def test_a_file_that_would_be_wrong_is_not_written(path: Path) -> None:
    def prove(read: Path) -> None:
        if "A-9" in read.read_text("utf-8"):
            raise EditRefused("sites.wrong", said="sites.yaml:10:1")

    file = SitesFile(path, prove, str)
    file.change("8", {"circuit": "A-9"})
    with pytest.raises(EditRefused):
        file.save()
    assert path.read_text("utf-8") == FILE
    assert len(list(path.parent.iterdir())) == 1


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(path: Path) -> None:
    file = opened(path)
    file.change("8", {"name": "Sa Pả"})
    path.write_text(FILE + "# mine\n", "utf-8")
    with pytest.raises(EditRefused) as refused:
        file.save()
    assert refused.value.code == "sites.changed-meanwhile"
    assert path.read_text("utf-8") == FILE + "# mine\n"
