"""Leaves out a test whose program this machine lacks; where everything must run, it stays failed."""

import os
import shutil

import pytest

from tests.support.runner.permits import PACKAGES, needs


def may_leave_out() -> bool:
    """Tell whether a test may go without what it needs: nowhere but on a machine that judges nothing."""
    return not os.environ.get("CI")


def leave_out_without_its_program(call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
    """Turn a failure to start a missing program of PACKAGES into a test left out, with what it needs."""
    if call.excinfo is None or not report.failed or not may_leave_out():
        return
    program = _missing(call.excinfo.value)
    if program:
        report.outcome = "skipped"
        report.longrepr = (str(report.fspath), (report.location[1] or 0) + 1, f"Skipped: {needs([program])}")


def _missing(problem: BaseException) -> str:
    """Return the program that could not be started; empty where the failure is another."""
    if not isinstance(problem, FileNotFoundError):
        return ""
    program = str(problem.filename)
    return program if program in PACKAGES and shutil.which(program) is None else ""
