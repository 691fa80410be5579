"""Finds out once what this machine lets tests do, and which parts that leaves out, why, and the cure."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CAP_CHOWN, CAP_SETGID, CAP_SETUID, CAP_SETPCAP, CAP_SYS_ADMIN = 0, 6, 7, 8, 21
"""Numbers of capabilities (capability(7))."""
PROBE = ("unshare", "--mount", "--net", "ip", "link", "set", "lo", "up")
"""Needs CAP_SYS_ADMIN for the namespaces and CAP_NET_ADMIN for the link inside: what a lab is made with."""
TOOLS = {
    "lab": ("ip", "nft", "snmpd", "snmptrapd"),
    "peers": ("ip", "snmpd", "baresip", "kamailio"),
    "package": ("mmdebstrap", "apt-get"),
}
"""Without one of these nothing of the part can run. What single tests need beyond is theirs to say."""
PACKAGES = {
    "apt-get": "apt",
    "baresip": "baresip-core",
    "chromium-headless-shell": "chromium-headless-shell",
    "fping": "fping",
    "fsfreeze": "util-linux",
    "ip": "iproute2",
    "kamailio": "kamailio",
    "lintian": "lintian",
    "mkfs.ext4": "e2fsprogs",
    "mmdebstrap": "mmdebstrap",
    "nats-server": "nats-server",
    "nft": "nftables",
    "node": "nodejs",
    "npm": "npm",
    "obs": "obs-studio",
    "ping": "iputils-ping",
    "pdftotext": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "shellcheck": "shellcheck",
    "snmpd": "snmpd",
    "snmpget": "snmp",
    "snmptrap": "snmp",
    "snmptrapd": "snmptrapd",
    "snmpwalk": "snmp",
    "soffice": "libreoffice-writer-nogui",
    "systemd-analyze": "systemd",
    "tmux": "tmux",
    "unshare": "util-linux",
    "wirefilter": "vde-wirefilter",
    "vde_switch": "vdeplug",
    "Xvfb": "xvfb",
    "zsh": "zsh",
    "fish": "fish",
}
"""Programs that tests start, and the package of Debian that has each."""


@dataclass(frozen=True, slots=True)
class Permits:
    """What a process of tests may do here.

    is_root: whether it runs as root
    no_namespaces: why it can make no network that is its own; empty where it can
    missing: programs of PACKAGES that this machine lacks
    """

    is_root: bool
    no_namespaces: str
    missing: frozenset[str]


def find_out() -> Permits:
    """Ask this machine."""
    return Permits(
        os.geteuid() == 0,
        _why_no_namespaces(),
        frozenset(program for program in PACKAGES if shutil.which(program) is None),
    )


def _why_no_namespaces() -> str:
    try:
        ended = subprocess.run(PROBE, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired) as problem:
        return str(problem)
    return "" if not ended.returncode else ended.stderr.strip() or f"{PROBE[0]} ended {ended.returncode}"


def has_capability(number: int) -> bool:
    """Tell whether this process has that capability now (proc(5), CapEff)."""
    status = Path("/proc/self/status").read_text("ascii")
    effective = next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff:"))
    return bool(int(effective, 16) >> number & 1)


def left_out(permits: Permits) -> Mapping[str, str]:
    """Return the parts that cannot run, each with why and what would make it run, in one line."""
    whole = {part: _why_not(part, permits) for part in TOOLS}
    return {part: why for part, why in whole.items() if why}


def _why_not(part: str, permits: Permits) -> str:
    if not permits.is_root:
        return "needs root (it makes networks and systems of its own): sudo make test"
    if permits.no_namespaces:
        return (
            f"this root may make no networks of its own ({permits.no_namespaces}): "
            "run it where CAP_SYS_ADMIN and CAP_NET_ADMIN are granted (podman, docker: --privileged)"
        )
    lacking = [program for program in TOOLS[part] if program in permits.missing]
    return needs(lacking) if lacking else ""


def needs(programs: Sequence[str]) -> str:
    """Return what to install where these programs are missing."""
    packages = sorted({PACKAGES[program] for program in programs})
    return f"needs {', '.join(programs)} (Debian: {' '.join(packages)})"
