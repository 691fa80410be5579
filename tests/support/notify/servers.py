"""A real mail server and a real HTTP server on loopback, which keep what they are given."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.smtp import SMTP, AuthResult


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
    """Answers each POST with `status`, or hangs up where it is None; `posts` holds path and body of each."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Poster)
        self.status: int | None = 200
        self.posts: list[tuple[str, str]] = []


class _Poster(BaseHTTPRequestHandler):
    server: WebServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.server.posts.append((self.path, body))
        if self.server.status is None:
            return
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(f"you sent {self.path}".encode())

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
