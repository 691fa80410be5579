"""One client's HTTP connection to a simulated ONVIF camera, over a stream of bytes."""

from collections.abc import Callable
from typing import Self

from gbdt_console.simulator.onvif.service import Answer, OnvifCameraService, Request

_LONGEST_INPUT = 65_536
"""Limits what a client can make the simulated camera keep, bytes."""


class OnvifSession:
    def __init__(
        self, service: OnvifCameraService, send: Callable[[bytes], None], close: Callable[[], None]
    ) -> None:
        """Make a session; `send` takes bytes to the client, `close` ends the connection."""
        self._service = service
        self._send = send
        self._close = close
        self._input = b""

    @classmethod
    def opener(
        cls, service: OnvifCameraService
    ) -> Callable[[Callable[[bytes], None], Callable[[], None]], Self]:
        """Return what opens a session, given what writes to the connection and what closes it."""
        return lambda write, close: cls(service, write, close)

    def feed(self, data: bytes) -> None:
        self._input += data
        while (request := self._next_request()) is not None:
            try:
                answer = self._service.answer(request)
            except ConnectionError:
                self._close()
                return
            if answer is not None:
                self._send(_bytes_of(answer))
                if not answer.is_whole:
                    self._close()
        if len(self._input) > _LONGEST_INPUT:
            self._close()

    def end(self) -> None:
        """Do nothing: a camera turns on without its client."""

    def _next_request(self) -> Request | None:
        """Take one whole request out of what has come; None where none is whole."""
        head, mark, rest = self._input.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        size = int(headers.get("content-length", "0"))
        if not mark or len(rest) < size:
            return None
        self._input = rest[size:]
        method, _, path = first.partition(" ")
        return Request(method, path.rpartition(" ")[0], headers, rest[:size])


def _bytes_of(answer: Answer) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} Status", f"Content-Length: {len(answer.body)}"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    body = answer.body if answer.is_whole else answer.body[: len(answer.body) // 2]
    return "\r\n".join([*lines, "", ""]).encode() + body
