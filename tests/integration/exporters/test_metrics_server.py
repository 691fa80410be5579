"""Metrics over real connections: who is answered what, and who is not."""

import http.client
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families

from gbdt_console.core.clock import SystemClock
from gbdt_console.exporters.metrics_server import Endpoint, MetricsServer, is_loopback
from gbdt_console.exporters.snapshot_readers import SnapshotReaders
from gbdt_console.text.words import Words
from tests.support.screens.scripted_port import make_snapshot

LIMIT_S = 20.0


@pytest.fixture
def server() -> Iterator[MetricsServer]:
    running = MetricsServer(Endpoint("127.0.0.1", 0), lambda: b"a 1\n")
    yield running
    running.close()


def ask(port: int, method: str = "GET", path: str = "/metrics", **headers: str) -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_S)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.headers.get("Content-Type", ""), answer.read().decode()


def raw(port: int, head: bytes) -> bytes:
    """What comes back until the connection is closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=LIMIT_S) as connection:
        try:
            connection.sendall(head)
            answer = b""
            while more := connection.recv(65_536):
                answer += more
        except ConnectionError:
            return b""
        return answer


def test_a_scrape_is_answered_in_prometheus_own_format(server: MetricsServer) -> None:
    assert ask(server.port) == (200, "text/plain; version=0.0.4; charset=utf-8", "a 1\n")
    assert ask(server.port, path="/metrics?name[]=a")[0] == 200
    assert ask(server.port, "HEAD")[::2] == (200, "")


def test_readers_tell_the_newest_snapshot() -> None:
    port = free_port()
    with SnapshotReaders({}, Endpoint("127.0.0.1", port), Words("vi"), SystemClock()) as readers:
        assert ask(port)[2] == ""
        for count in (2, 5):
            readers.take(make_snapshot(count))
            names = {f.name: f for f in text_string_to_metric_families(ask(port)[2])}
            assert len(names["gbdt_console_site_info"].samples) == count


def test_a_console_without_metrics_does_not_load_prometheus_client() -> None:
    code = (
        "import sys, gbdt_console.cli.console.collect, gbdt_console.cli.console.engine_with_readers;"
        "sys.exit('prometheus_client' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/", 404), ("POST", "/metrics", 405)])
def test_nothing_else_is_answered(method: str, path: str, status: int, server: MetricsServer) -> None:
    assert ask(server.port, method, path)[0] == status


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:9464", 200),
        ("127.0.0.1", 200),
        ("[::1]:9464", 200),
        ("evil.example", 421),
        ("evil.example:9464", 421),
        ("10.0.0.1", 421),
        ("127.0.0.1.evil.example", 421),
    ],
)
def test_a_page_that_was_led_here_by_a_name_is_refused(host: str, status: int, server: MetricsServer) -> None:
    assert ask(server.port, Host=host)[0] == status


@pytest.mark.parametrize(
    "head", [b"GET /metrics\r\n\r\n", b"\x00\xff\r\n\r\n", b"\r\n\r\n", b"GET / HTTP/1.1 x\xc3\r\n\r\n"]
)
def test_what_is_no_request_is_told_so(head: bytes, server: MetricsServer) -> None:
    assert raw(server.port, head).startswith((b"HTTP/1.1 400", b"HTTP/1.1 404"))
    assert ask(server.port)[0] == 200


def test_a_head_without_end_is_cut_off(server: MetricsServer) -> None:
    assert raw(server.port, b"GET /metrics HTTP/1.1\r\nX: " + b"x" * 100_000) == b""
    assert ask(server.port)[0] == 200


def test_many_silent_connections_shut_nobody_out(server: MetricsServer) -> None:
    silent = [socket.create_connection(("127.0.0.1", server.port), timeout=LIMIT_S) for _ in range(30)]
    assert [connection.recv(1) for connection in silent[:-8]] == [b""] * 22
    for connection in silent[-8:]:
        connection.setblocking(False)
        with pytest.raises(BlockingIOError):
            connection.recv(1)
    assert raw(server.port, b"GET /metrics HTTP/1.0\r\n\r\n").endswith(b"a 1\n")
    for connection in silent:
        connection.close()


def test_a_taken_port_is_an_error_at_once(server: MetricsServer) -> None:
    with pytest.raises(OSError, match=r"[Aa]ddress"):
        MetricsServer(Endpoint("127.0.0.1", server.port), lambda: b"")


def test_loopback_is_told_from_the_rest() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "127.9.9.9", "::1", "localhost", "LocalHost"))
    outside = ("0.0.0.0", "::", "10.0.0.1", "localhost.example", "", "127.1", "::ffff:10.0.0.1")
    assert not any(is_loopback(host) for host in outside)
