"""Who knows the PIN stays in, guessing is slow, and no guesser keeps another out."""

from itertools import count
from pathlib import Path

import pytest

from gbdt_console.cli.web.wall_login import TICKET_LASTS_S, WallLogin, key_of_machine
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.secret import Secret
from gbdt_console.settings.private_file import SecretUnreadable
from gbdt_console.settings.wall_pin import read_wall_pin

PIN, KEY = "hoa-ban-1234", b"of this machine"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def login(clock: ManualClock) -> WallLogin:
    return WallLogin(Secret(PIN), KEY, clock)


def test_a_ticket_outlives_the_server_and_ends_with_its_time_or_its_pin(
    login: WallLogin, clock: ManualClock
) -> None:
    ticket = login.ticket()
    restarted = WallLogin(Secret(PIN), KEY, clock)
    assert restarted.is_in(ticket)
    assert not WallLogin(Secret("another-pin"), KEY, clock).is_in(ticket)
    assert not WallLogin(Secret(PIN), b"another machine", clock).is_in(ticket)
    clock.advance(TICKET_LASTS_S - 1.0)
    assert restarted.is_to_renew(ticket)
    clock.advance(1.0)
    assert not restarted.is_in(ticket)


@pytest.mark.parametrize(
    "made", ["", ".", "1767225600", "1767225600.", "1e9.ff", "\ud800.ff", "9" * 99 + ".ff"]
)
def test_a_made_up_ticket_lets_nobody_in(login: WallLogin, made: str) -> None:
    assert not login.is_in(made)
    assert not login.is_to_renew(made)


def test_a_longer_time_cannot_be_written_into_a_ticket(login: WallLogin) -> None:
    given, _, signature = login.ticket().partition(".")
    assert not login.is_in(f"{int(given) + 1}.{signature}")


def test_who_guesses_is_locked_out_and_nobody_else(login: WallLogin, clock: ManualClock) -> None:
    said = [login.refusal(f"wrong-{n}", "10.1.1.1") for n in range(6)]
    assert said == ["verb.serve-pin-wrong"] * 5 + ["operator.pin-locked"]
    assert login.refusal(PIN, "10.1.1.1") == "operator.pin-locked"
    assert login.refusal(PIN, "10.1.1.2") == ""
    clock.advance(60.0)
    assert login.refusal(PIN, "10.1.1.1") == ""


def test_many_guessers_are_slowed_and_who_is_in_stays_in(login: WallLogin, clock: ManualClock) -> None:
    ticket, addresses = login.ticket(), count()
    said = [login.refusal("wrong", f"address {next(addresses)}") for _ in range(200)]
    assert said.count("verb.serve-pin-wrong") == 120
    assert said[-1] == "verb.serve-pin-busy"
    assert login.is_in(ticket)
    clock.advance(1.0)
    assert login.refusal(PIN, "10.1.1.2") == "", "a newcomer waits for seconds"


def test_the_key_of_a_machine_is_made_once_and_private(tmp_path: Path) -> None:
    key = key_of_machine(tmp_path)
    assert key_of_machine(tmp_path) == key
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    with pytest.raises(SecretUnreadable):
        key_of_machine(tmp_path)


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("12345678", "verb.serve-pin-in-clear"),
        ("file:relative", "verb.serve-pin-in-clear"),
        ("env:GBDT_WALL_PIN", "settings.secret-not-in-environment"),
        ("env:GBDT_SHORT", "settings.pin-too-short"),
    ],
)
def test_the_pin_stands_where_secrets_stand(tmp_path: Path, reference: str, code: str) -> None:
    config = tmp_path / "sites.yaml"
    (secrets := tmp_path / "secrets.env").write_text(f"GBDT_SHORT=1234567\nGBDT_LONG={PIN}\n")
    secrets.chmod(0o600)
    with pytest.raises(SecretUnreadable) as refused:
        read_wall_pin(reference, config, {})
    assert refused.value.code == code
    assert reference not in str(refused.value.params)
    assert read_wall_pin("env:GBDT_LONG", config, {}).reveal() == PIN
