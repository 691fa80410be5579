"""HTTP Digest is answered as RFC 7616 says, and only where the password stays unsaid."""

import re

import pytest

from gbdt_console.core.secret import Secret
from gbdt_console.devices.transports import http_digest
from gbdt_console.devices.transports.http import HttpAnswer
from gbdt_console.devices.transports.http_digest import DigestLogin

NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
OPAQUE = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
FIELDS = f'realm="http-auth@example.org", qop="auth, auth-int", nonce="{NONCE}", opaque="{OPAQUE}"'
CLIENT = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
MD5, SHA = f"Digest {FIELDS}, algorithm=MD5", f"Digest {FIELDS}, algorithm=SHA-256"


def answered(challenge: str, monkeypatch: pytest.MonkeyPatch, times: int = 1) -> dict[str, str]:
    """The fields of the last of so many answers; none where the challenge is not met."""
    monkeypatch.setattr(http_digest.secrets, "token_hex", lambda size: CLIENT)
    login = DigestLogin("Mufasa", Secret("Circle of Life"))
    login.take(HttpAnswer(401, b"", {"www-authenticate": challenge}))
    said = ""
    for _ in range(times):
        said = login.headers("GET", "/dir/index.html").get("Authorization", "")
    assert "Circle" not in said
    return {name: quoted or bare for name, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', said)}


@pytest.mark.parametrize(
    ("challenge", "response"),
    [
        (MD5, "8ca523f5e9506fed4657c9700eebdbec"),
        (SHA, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        (f"{MD5}, {SHA}", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        (f'Basic realm="a, b", {MD5}', "8ca523f5e9506fed4657c9700eebdbec"),
    ],
)
def test_the_example_of_the_rfc(challenge: str, response: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = answered(challenge, monkeypatch)
    assert (fields["response"], fields["nc"], fields["qop"]) == (response, "00000001", "auth")
    assert fields["opaque"] == OPAQUE


def test_the_example_of_the_older_rfc_without_quality(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = answered('Digest realm="a", nonce="b"', monkeypatch)
    assert fields["response"] == "f05a42896b3f1745ec9f3eeeaaa60e5d"
    assert "qop" not in fields


def test_each_answer_counts_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answered(MD5, monkeypatch, times=3)["nc"] == "00000003"


@pytest.mark.parametrize(
    "challenge",
    [
        "", "Digest", 'Basic realm="x"', 'Digest realm="x"', f'Digest nonce="{NONCE}", algorithm=MD5-sess',
        f'Digest nonce="{NONCE}", qop="auth-int"', f'Digest nonce="{"n" * 600}"', "Negotiate",
    ],
)  # fmt: skip
def test_what_it_cannot_meet_it_does_not_answer(challenge: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answered(challenge, monkeypatch) == {}


def test_a_challenge_of_any_length_is_read_in_passing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A camera may send 64 kB of letters; a search that begins anew at each of them takes minutes."""
    assert answered(f'Digest realm="a", {"a" * 12_000}, nonce="b"', monkeypatch) == {}
    assert answered(f'Digest realm="a", {"a" * 4_000}, nonce="b"', monkeypatch)["nonce"] == "b"
