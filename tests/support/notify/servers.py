"""A real mail server and a real HTTP server on loopback, which keep what they are given."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.smtp import SMTP, AuthResult

LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Wi-Fi</title></head><body>Please log in</body></html>"


class Mailbox:
    """Keeps the letters; `password` is the one that it takes."""

    def __init__(self, password: str) -> None:
        self.letters: list[EmailMessage] = []
        self._password = password

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        content = envelope.content  # type: ignore[attr-defined]
        letter = message_from_bytes(content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"

    def authenticate(
        self, server: object, session: object, envelope: object, mechanism: str, auth_data: object
    ) -> AuthResult:
        is_known = getattr(auth_data, "password", b"") == self._password.encode()
        return AuthResult(success=is_known, handled=is_known)


@asynccontextmanager
async def mail_server(password: str) -> AsyncIterator[tuple[Mailbox, int]]:
    """Serve on the running loop; gives the mailbox and the port."""
    box = Mailbox(password)

    def session() -> SMTP:
        return SMTP(box, authenticator=box.authenticate, auth_required=True, auth_require_tls=False)

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)
    async with server:
        yield box, server.sockets[0].getsockname()[1]


class WebServer(ThreadingHTTPServer):
    """Answers each POST with `status` and `said`, or hangs up where `status` is None.

    location: where it sends its client to; that path answers GET with the page of a network's login
    posts: path and body of each POST; gets: the paths of each GET
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Poster)
        self.status: int | None = 200
        self.said, self.location = "", ""
        self.posts: list[tuple[str, str]] = []
        self.gets: list[str] = []


class _Poster(BaseHTTPRequestHandler):
    server: WebServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.server.posts.append((self.path, body))
        if self.server.status is None:
            return
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()
        self.wfile.write((self.server.said or f"you sent {self.path}").encode())

    def do_GET(self) -> None:
        self.server.gets.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(LOGIN_PAGE.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def web_server() -> Iterator[WebServer]:
    server = WebServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
