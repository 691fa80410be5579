"""Who else runs the tests than root with every capability, and runs a command as one of them."""

import os
import subprocess
from typing import NamedTuple

import pytest

from tests.support.places import ROOT
from tests.support.runner.permits import CAP_SETPCAP, CAP_SETUID, has_capability


class Lesser(NamedTuple):
    """Somebody who may less.

    begins: the words that begin a command which runs as that one
    needs: what would let that one make networks
    may_be: whether this process can run anything as that one
    """

    begins: tuple[str, ...]
    needs: str
    may_be: bool


LESSER = {
    "root without capabilities": Lesser(
        ("setpriv", "--bounding-set=-all", "--inh-caps=-all"), "CAP_SYS_ADMIN", has_capability(CAP_SETPCAP)
    ),
    "a user": Lesser(
        ("unshare", "--user", "--map-user=1000", "--map-group=1000"),
        "sudo make test",
        os.geteuid() != 0 or has_capability(CAP_SETUID),
    ),
}
"""Root of an ordinary container, and an ordinary user to whom this clone belongs."""
WHO = pytest.mark.parametrize(
    "who",
    [
        pytest.param(who, marks=pytest.mark.skipif(not one.may_be, reason=f"may run nothing as {who}"))
        for who, one in LESSER.items()
    ],
)


def run_as(who: str, *command: str) -> str:
    """Return what a command prints that runs as one of LESSER; its failure is one of the test."""
    ended = subprocess.run(
        (*LESSER[who].begins, *command), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, f"{ended.stdout[-4000:]}{ended.stderr}"
    return ended.stdout
