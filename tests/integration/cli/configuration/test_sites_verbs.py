"""`sites list|set|export|import` over the shipped example, without an engine."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gbdt_console.cli.main import root
from tests.support.places import ROOT


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return Path(shutil.copy(ROOT / "config/sites.yaml", tmp_path / "sites.yaml"))


def run(config: Path, *verb: str, given: str = "") -> Result:
    places = ["--config", str(config), "--state-dir", str(config.parent / "state"), "--lang", "vi"]
    return CliRunner().invoke(root, [*places, "sites", *verb], input=given)


def sites(config: Path) -> dict[str, dict[str, str]]:
    return {site["number"]: site for site in json.loads(run(config, "list", "--json").stdout)["sites"]}


def test_a_field_is_set_and_everything_else_stays(config: Path) -> None:
    before = config.read_text("utf-8").splitlines()
    done = run(config, "set", "8", "phone", "0214 999 0000")
    assert done.exit_code == 0, done.stderr
    assert "0214 000 0908 → 0214 999 0000" in done.stdout
    after = config.read_text("utf-8").splitlines()
    assert [line for line in zip(before, after, strict=True) if line[0] != line[1]] == [
        (
            "      - {role: trực Điện lực Sa Pa, phone: 0214 000 0908}",
            "      - {role: trực Điện lực Sa Pa, phone: 0214 999 0000}",
        )
    ]
    assert sites(config)["8"]["phone"] == "0214 999 0000"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("8", "address", "10.0.0"), ":12: 'range'"),
        (("8", "nam", "x"), "short_name"),
        (("777", "name", "x"), "carrier.MÃ"),
        (("8", "name", ""), "'name'"),
        (("8", "carrier", "nobody"), "nobody"),
    ],
)
def test_a_wrong_edit_names_its_cure_and_writes_nothing(
    config: Path, given: tuple[str, ...], said: str
) -> None:
    before = config.read_bytes()
    refused = run(config, "set", *given)
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert config.read_bytes() == before


def test_a_table_that_was_exported_and_not_edited_changes_nothing(config: Path, tmp_path: Path) -> None:
    before, table = config.read_bytes(), tmp_path / "diem.csv"
    assert run(config, "export", str(table)).exit_code == 0
    again = run(config, "import", str(table))
    assert (again.exit_code, again.stdout) == (0, "Không có gì thay đổi\n")
    assert config.read_bytes() == before


def test_an_edited_table_is_shown_first_and_taken_after_a_yes(config: Path, tmp_path: Path) -> None:
    table, before = tmp_path / "diem.csv", config.read_bytes()
    run(config, "export", str(table))
    rows = table.read_text("utf-8-sig").replace("0214 000 0908", "0214 111 2222").splitlines()
    kept = [row for row in rows if not row.startswith("5,")]
    new = "77,Y Tý,10.22.77.0/24,0214 000 0112,,,không,có,có"
    table.write_text("\n".join([*kept, new]), "utf-8-sig")

    declined = run(config, "import", str(table), given="n\n")
    assert declined.exit_code == 4
    assert "8 Sa Pa · phone: 0214 000 0908 → 0214 111 2222" in declined.stdout
    assert "giữ nguyên 1 điểm: 5 Bảo Yên" in declined.stdout
    assert config.read_bytes() == before

    assert run(config, "import", str(table), "--yes").exit_code == 0
    after = sites(config)
    assert after["8"]["phone"] == "0214 111 2222"
    assert after["5"]["name"] == "Bảo Yên"
    assert (after["77"]["id"], after["77"]["phone"]) == ("y-ty", "0214 000 0112")
    assert "    without: [ups]\n" in config.read_text("utf-8")


def test_a_wrong_table_changes_nothing(config: Path, tmp_path: Path) -> None:
    before, table = config.read_bytes(), tmp_path / "diem.csv"
    table.write_text("STT,Tên điểm cầu,Dải địa chỉ\n8,Sa Pa,10.22.8\n", "utf-8")
    refused = run(config, "import", str(table), "--yes")
    assert refused.exit_code == 1
    assert "diem.csv:2" in refused.stderr
    assert config.read_bytes() == before
