"""The child sends by the real library to real servers, and tells nothing of the address."""

import asyncio
import json
import socket
import subprocess
import sys

import pytest

from gbdt_console.core.notify.rules import Channel, SendFault, SendOutcome
from gbdt_console.core.secret import Secret
from gbdt_console.devices.messages import send_child
from gbdt_console.devices.messages.sender import ChildSender
from tests.support.notify.servers import LOGIN_PAGE, mail_server, web_server

TITLE, TEXT = "GBĐT Thử", "MẤT LIÊN LẠC: 12 Điểm 12 · từ 07:31\nĐÃ HẾT: 3 Điểm 3 <b>"


async def send(url: str, text: str = TEXT, longest_s: float = 30.0) -> SendOutcome:
    return await ChildSender(longest_s).send(Channel("ca", Secret(url)), TITLE, text)


def sent(url: str, text: str = TEXT, longest_s: float = 30.0) -> SendOutcome:
    return asyncio.run(send(url, text, longest_s))


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
async def test_a_mail_arrives_with_its_words_whole_and_a_wrong_password_is_a_failure() -> None:
    async with mail_server("mat-khau") as (box, port):
        to = f"127.0.0.1:{port}/?from=console@example.org&to=truc@example.org&mode=insecure&format=text"
        assert await send(f"mailto://console:mat-khau@{to}") == SendOutcome()
        (letter,) = box.letters
        assert letter["Subject"] == TITLE
        body = letter.get_body(("plain",))
        assert body is not None
        assert body.get_content().splitlines() == TEXT.splitlines()
        assert await send(f"mailto://console:sai@{to}") == SendOutcome(SendFault.STATUS, 535)
        assert len(box.letters) == 1
        assert await send(f"mailto://console:mat-khau@{to.replace('=text', '=html')}") == SendOutcome()
        assert "&lt;b&gt;" in box.letters[1].as_string(), "as a page the words are not read as markup"


def test_a_webhook_gets_the_words_and_its_refusal_is_a_status() -> None:
    with web_server() as server:
        url = f"json://127.0.0.1:{server.server_port}/token-of-the-room"
        assert sent(url) == SendOutcome()
        ((path, body),) = server.posts
        assert path == "/token-of-the-room"
        assert (json.loads(body)["title"], json.loads(body)["message"]) == (TITLE, TEXT)
        server.status = 401
        assert sent(url) == SendOutcome(SendFault.STATUS, 401)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_who_is_sent_elsewhere_has_handed_over_nothing(status: int) -> None:
    with web_server() as server:
        server.status, server.location = status, "/login"
        url = f"json://127.0.0.1:{server.server_port}/token-of-the-room"
        assert sent(url) == SendOutcome(SendFault.STATUS, status)
        assert (len(server.posts), server.gets) == (1, [])


def test_the_login_page_of_a_network_is_no_yes() -> None:
    with web_server() as server:
        server.said = LOGIN_PAGE
        assert sent(f"json://127.0.0.1:{server.server_port}/") == SendOutcome(SendFault.NOT_ITS_ANSWER)


@pytest.mark.parametrize(
    ("kind", "yes", "no"),
    [
        ("ntfy", '{"id": "x1", "event": "message"}', "{}"),
        ("ntfy", '{"id": "x1", "event": "message"}', "not json"),
        ("gotify", '{"id": 25, "appid": 5}', '{"error": "Unauthorized"}'),
    ],
)
def test_an_api_that_documents_its_yes_is_asked_for_that(kind: str, yes: str, no: str) -> None:
    with web_server() as server:
        url = f"{kind}://127.0.0.1:{server.server_port}/token-of-room"
        server.said = yes
        assert sent(url) == SendOutcome()
        server.said = no
        assert sent(url) == SendOutcome(SendFault.NOT_ITS_ANSWER)


def test_a_server_that_is_not_there_or_says_nothing_is_told_as_such() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert sent(f"json://127.0.0.1:{closed.getsockname()[1]}/") == SendOutcome(SendFault.NO_CONNECTION)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"json://127.0.0.1:{silent.getsockname()[1]}/?rto="
        assert sent(f"{url}60", longest_s=3.0) == SendOutcome(SendFault.TOO_LONG)
        assert sent(f"{url}0.1") == SendOutcome(SendFault.TOO_LONG), "the library waits a shorter time"


def test_a_server_that_takes_the_words_and_hangs_up_may_have_them() -> None:
    with web_server() as server:
        server.status = None
        assert sent(f"json://127.0.0.1:{server.server_port}/") == SendOutcome(SendFault.REFUSED)
        assert len(server.posts) == 1


@pytest.mark.parametrize("url", ["foo://secret-token/x", "secret-token", "mailto://"])
def test_an_address_that_is_none_is_found_without_sending(url: str) -> None:
    assert sent(url, text="") == SendOutcome(SendFault.BAD_URL)


def test_a_machine_that_starts_no_process_is_a_failure_like_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert sent("json://127.0.0.1/") == SendOutcome(SendFault.NO_CHILD)


def test_the_child_writes_nothing_but_the_outcome() -> None:
    order = json.dumps({"url": "foo://secret-token/x", "title": "", "text": "chữ"})
    command = [sys.executable, "-I", "-m", send_child.__name__]
    done = subprocess.run(command, input=order.encode(), capture_output=True, check=True, timeout=60)
    assert (done.stdout, done.stderr) == (b'["bad-url", 0]', b"")


def test_without_the_library_the_child_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    assert send_child.send("json://127.0.0.1/", "", "chữ") == ("no-library", 0)
