"""An engine whose disk hangs ends on a signal all the same."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.support.places import ROOT

SIGNALS = [signal.SIGTERM, signal.SIGINT]


@pytest.fixture(scope="module")
def signalled(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[signal.Signals, subprocess.Popen[str]]]:
    """One engine a signal; each hangs and got its signal, and all take their time to end together."""
    with ExitStack() as ended:
        engines = {}
        for number in SIGNALS:
            state = tmp_path_factory.mktemp("hanging") / "state"
            command = [sys.executable, "-m", "tests.support.engine.hanging_engine", str(state)]
            engine = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
            engines[number] = ended.enter_context(engine)
            ended.callback(engine.kill)
        for number, engine in engines.items():
            assert engine.stdout is not None
            assert engine.stdout.readline() == "hangs\n"
            engine.send_signal(number)
        yield engines


@pytest.mark.parametrize("number", SIGNALS)
def test_an_engine_whose_commit_hangs_obeys_a_signal(
    number: signal.Signals, signalled: dict[signal.Signals, "subprocess.Popen[str]"]
) -> None:
    assert signalled[number].wait(60) in (4, 5)
