"""A verb that finds an engine takes the configuration that this engine runs."""

from pathlib import Path

import pytest

from gbdt_console.cli.client.configuration import (
    config_in_use,
    network_if_readable,
    network_in_use,
    note_configuration,
)
from gbdt_console.cli.context import Context
from gbdt_console.settings.example import example_text
from gbdt_console.text.words import Words

NOWHERE = '{"demo": {"sites": null, "province": "1875", "mcu": "none", "language": "vi"}}'


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which a verb is typed, with a sites.yaml of one site, and a state directory in it."""
    monkeypatch.chdir(tmp_path)
    Path("sites.yaml").write_text(example_text(1), encoding="utf-8")
    Path("state").mkdir()
    return tmp_path / "state"


def sites(state: Path, *named: str) -> int:
    context = Context.of(named[0] if named else None, str(state), "vi", {})
    network = network_if_readable(context)
    assert network is not None
    assert network == network_in_use(context, Words("vi"))
    return len(network.sites)


def test_the_engines_own_goes_before_one_that_is_only_found(state: Path) -> None:
    elsewhere = state / "elsewhere.yaml"
    elsewhere.write_text(example_text(3), encoding="utf-8")
    note_configuration(state, elsewhere, None)
    assert sites(state) == 3
    assert config_in_use(Context.of(None, str(state), "vi", {})) == elsewhere
    assert sites(state, "sites.yaml") == 1, "one that is named goes before"
    elsewhere.unlink()
    assert sites(state) == 1


def test_a_demonstration_has_no_file_and_is_made_again(state: Path) -> None:
    note_configuration(state, None, {"sites": 5, "province": "2025", "mcu": "codian", "language": "en"})
    network = network_if_readable(Context.of(None, str(state), "vi", {}))
    assert network is not None
    assert (len(network.sites), network.language, network.sites[0].conference_number) == (5, "en", "2001")


@pytest.mark.parametrize(("province", "count"), [("2025", 101), ("2010", 11)])
def test_a_demonstration_of_a_province_is_that_province(state: Path, province: str, count: int) -> None:
    note_configuration(state, None, {"sites": None, "province": province, "mcu": "none", "language": "vi"})
    network = network_if_readable(Context.of(None, str(state), "vi", {}))
    assert network is not None
    assert len(network.sites) == count


@pytest.mark.parametrize(
    "note", ["", "[", "[]", '{"config": 7}', '{"demo": {"sites": "x"}}', NOWHERE, "\udcff"]
)
def test_a_note_that_cannot_be_read_is_none(state: Path, note: str) -> None:
    (state / "configuration.json").write_bytes(note.encode("utf-8", "surrogateescape"))
    assert sites(state) == 1
