"""Proves that a missing extra is told with a cure for each way in which the program is installed."""

import tomllib

import pytest

from gbdt_console.text.words import LANGUAGES, Words
from tests.support.places import ROOT

CURES = {
    "web": "verb.serve-not-installed",
    "stills": "verb.stills-no-library",
    "notify": "settings.notify-no-library",
    "standby": "settings.standby-no-library",
}
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]


def test_each_extra_that_a_person_installs_has_a_cure() -> None:
    assert EXTRAS.keys() - {"dev"} == CURES.keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("extra", CURES)
def test_cure_names_pip_pipx_and_uv(extra: str, language: str) -> None:
    said = Words(language)(CURES[extra], devices="cam")
    wheel = {"vi": "TEP.whl", "en": "FILE.whl"}[language]
    assert f"pip install 'gbdt-console[{extra}]'" in said
    assert f"uv tool install '{wheel}[{extra}]'" in said
    brought = said.partition("pipx inject gbdt-console ")[2].partition(";")[0]
    main = EXTRAS[extra][-1]  # which brings the others of its extra
    assert brought == (main if "==" in main else main.partition(">")[0])
