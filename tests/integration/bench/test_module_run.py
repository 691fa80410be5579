"""A measurement that fails or hangs is a row, and what it measured before is kept."""

from bench.module_run import ModuleRun, run_module

LIMIT_S = 60.0


def run(name: str, limit_s: float = LIMIT_S) -> ModuleRun:
    return run_module(name, limit_s, is_short=True, package="tests.support.broken_bench")


def test_a_failure_keeps_the_figures_before_it() -> None:
    failing = run("failing")
    assert failing.failed == "TimeoutError: it never said 'verified'"
    assert "measure_failing.py" in failing.traceback
    assert [(figure.name, str(figure.work)) for figure in failing.figures] == [("first", "3 of 3 keys")]
    assert failing.left_out == ["a part"]


def test_one_that_hangs_is_ended_in_order() -> None:
    hanging = run("hanging", limit_s=5.0)
    assert hanging.failed == "not done within 5 s"
    assert hanging.traceback.endswith("lab taken down")


def test_what_the_machine_lacks_is_no_failure() -> None:
    lacking = run("lacking")
    assert (lacking.failed, lacking.left_out, lacking.figures) == ("", ["a machine that has it"], [])


def test_one_that_cannot_be_imported_is_a_failure() -> None:
    assert run("absent").failed.startswith("ModuleNotFoundError")
