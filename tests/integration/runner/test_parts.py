"""Each test runs in one part: that of its folder, unless it has real parts or searches among many inputs."""

from pathlib import Path

import pytest

from tests.support.places import ROOT
from tests.support.runner.tally import run_marked

CONFTEST = f"""
import sys
from pathlib import Path

sys.path.insert(0, {str(ROOT)!r})

from tests.support.runner.marks import mark_by_folder

def pytest_collection_modifyitems(items):
    mark_by_folder(items, Path(__file__).parent)
"""
SAMPLE = """
import pytest
from hypothesis import given, stateful, strategies

def test_example(): pass
@given(strategies.just(1))
def test_property(one): pass
class Machine(stateful.RuleBasedStateMachine):
    @stateful.rule()
    def step(self): pass
TestMachine = Machine.TestCase
@pytest.mark.search
def test_walk(): pass
@pytest.mark.soak
def test_full_count(): pass
"""
MARKS = "[pytest]\nmarkers =\n    unit\n    search\n    real\n    lab\n    soak\n"


def passed(part: str, folder: Path) -> int:
    return run_marked(part, [folder], folder / "report.xml", folder).passed


def test_what_searches_or_soaks_is_a_part_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text(MARKS)
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "unit").mkdir()
    (tmp_path / "unit/test_sample.py").write_text(SAMPLE)
    assert passed("unit", tmp_path) == 1
    assert passed("search", tmp_path) == 3
    assert passed("soak", tmp_path) == 1


@pytest.mark.parametrize(("folder", "mark"), [("unit", "real"), ("lab", "search")])
def test_a_mark_where_it_may_not_be_is_an_error(tmp_path: Path, folder: str, mark: str) -> None:
    (tmp_path / "pytest.ini").write_text(MARKS)
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / folder).mkdir()
    source = f"import pytest\n\n@pytest.mark.{mark}\ndef test_one(): pass\n"
    (tmp_path / folder / "test_sample.py").write_text(source)
    tally = run_marked(folder, [tmp_path], tmp_path / "report.xml", tmp_path)
    assert (tally.passed, tally.wrong > 0) == (0, True)
