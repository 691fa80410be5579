"""Read facts of the machine and of the terminal from the operating system."""

import importlib.metadata
import os
import platform
import resource
import socket
import sqlite3
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from gbdt_console import __version__
from gbdt_console.core.health.machine import DiskFacts, PingRight
from gbdt_console.core.health.seat import TerminalFacts
from gbdt_console.core.monitoring.echo import EchoUnavailable
from gbdt_console.core.reports.archive import ReportFailed
from gbdt_console.devices.transports.icmp.icmp_socket import open_echo_socket

_LIBRARIES = ("textual", "rich", "pysnmp", "ping3")


def nearest_existing(path: Path) -> Path:
    """Return the path, or its nearest parent that exists."""
    return next(place for place in (path.absolute(), *path.absolute().parents) if place.exists())


def disk_facts(path: Path) -> DiskFacts:
    """Return the room on the file system of a path. Raises OSError."""
    room = os.statvfs(nearest_existing(path))
    return DiskFacts(room.f_bavail * room.f_frsize, room.f_favail, room.f_files)


def ping_right() -> PingRight:
    """Open and close the socket that an engine pings with."""
    try:
        opened = open_echo_socket()
    except EchoUnavailable as error:
        return PingRight.NONE if error.code == "icmp.not-allowed" else PingRight.FAILED
    opened.socket.close()
    return PingRight(opened.mode.value)


def descriptor_limit() -> int | None:
    """Return the hard limit of open files; None for unlimited."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if hard == resource.RLIM_INFINITY else hard


def is_udp_port_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tried:
        try:
            tried.bind(("", port))
        except OSError:
            return False
    return True


def offset_s(zone: str) -> float:
    """Return the offset from UTC now, seconds; of the machine for an empty zone."""
    now = datetime.now(ZoneInfo(zone)) if zone else datetime.now().astimezone()
    offset = now.utcoffset()
    return 0.0 if offset is None else offset.total_seconds()


def terminal_facts(environ: Mapping[str, str]) -> TerminalFacts:
    """Return kind, size and colours of the terminal on standard input and output.

    Standard input is asked: the output of a verb that always ends goes through its parent.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return TerminalFacts(is_terminal=False)
    columns, rows = os.get_terminal_size(sys.stdin.fileno())
    is_known, colours = _terminfo(environ.get("TERM", ""))
    if environ.get("COLORTERM", "") in ("truecolor", "24bit"):
        colours = 1 << 24
    return TerminalFacts(True, is_known, columns, rows, 0 if environ.get("NO_COLOR") else colours)


def _terminfo(name: str) -> tuple[bool, int]:
    """Return whether a terminal of that name can place the cursor, and the number of its colours."""
    import curses  # loads the terminal's library

    try:
        curses.setupterm(name, sys.stdin.fileno())
    except curses.error:
        return False, 0
    return curses.tigetstr("cup") is not None, max(0, curses.tigetnum("colors"))


def has_letters() -> bool:
    """Tell whether the letters of papers are installed, which a PDF needs."""
    from gbdt_console.exporters.papers.pdf_fonts import SANS, SERIF, Fonts

    try:
        for family in (SERIF, SANS):
            Fonts(family)
    except ReportFailed:
        return False
    return True


def versions() -> Mapping[str, str]:
    """Return versions by name of the part; empty for a missing one."""
    own = {"gbdt-console": __version__, "python": platform.python_version()}
    system = {"sqlite": sqlite3.sqlite_version, "kernel": platform.release()}
    return {**own, **{name: _version(name) for name in _LIBRARIES}, **system}


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
