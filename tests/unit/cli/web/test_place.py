"""Proves by which names and from which pages the wall is reached."""

import pytest
from click.testing import CliRunner

from gbdt_console.cli.main import root
from gbdt_console.cli.web.place import Place, WrongPlace


def test_by_default_only_pages_of_this_machine_are_answered() -> None:
    place = Place()
    assert place.is_loopback
    assert place.url == "http://127.0.0.1:8765/"
    assert place.hosts() == {"127.0.0.1:8765", "localhost:8765", "[::1]:8765"}
    assert place.origins() == {"http://127.0.0.1:8765", "http://localhost:8765", "http://[::1]:8765"}


def test_behind_a_proxy_its_own_origin_is_answered_too() -> None:
    place = Place(public_url="https://Wall.office.example/gbdt/")
    assert place.url == "https://Wall.office.example/gbdt/"
    assert place.hosts() >= {"wall.office.example", "127.0.0.1:8765"}
    assert "https://wall.office.example" in place.origins()
    assert "http://wall.office.example:8765" not in place.origins()
    assert (
        "https://wall.office.example:8443" in Place(public_url="https://wall.office.example:8443").origins()
    )


def test_browsers_leave_out_the_usual_port() -> None:
    assert "http://127.0.0.1" in Place(port=80).origins()
    assert "https://wall.office.example" in Place(public_url="https://wall.office.example:443").origins()


def test_an_own_address_is_answered_by_that_address() -> None:
    place = Place("10.1.2.3")
    assert not place.is_loopback
    assert "http://10.1.2.3:8765" in place.origins()
    assert Place("fd00::5").url == "http://[fd00::5]:8765/"


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (("centre", 80, ""), "verb.serve-no-address"),
        (("127.0.0.1", 80, "wall.office.example"), "verb.serve-no-url"),
        (("127.0.0.1", 80, "javascript:alert(1)"), "verb.serve-no-url"),
        (("127.0.0.1", 80, "https://user:word@wall.office.example/"), "verb.serve-no-url"),
        (("127.0.0.1", 80, "https://wall.office.example:99999/"), "verb.serve-no-url"),
        (("0.0.0.0", 80, ""), "verb.serve-needs-url"),
        (("::", 80, ""), "verb.serve-needs-url"),
    ],
)
def test_what_no_browser_could_open_is_refused(place: tuple[str, int, str], code: str) -> None:
    with pytest.raises(WrongPlace, match=code):
        Place(*place)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--bind", "0.0.0.0"), "add --public-url"),
        (("--bind", "centre"), "centre: not an IP address"),
        (("--public-url", "centre"), "centre: give a web address"),
    ],
)
def test_a_wrong_address_is_refused_in_one_sentence(options: tuple[str, ...], sentence: str) -> None:
    ended = CliRunner().invoke(root, ["--lang", "en", "serve", *options])
    assert ended.exit_code == 2
    assert sentence in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gbdt_console.cli.web.serve.find_spec", lambda name: None)
    ended = CliRunner().invoke(root, ["--lang", "en", "serve"])
    assert ended.exit_code == 4
    assert "pip install 'gbdt-console[web]'" in ended.stderr
