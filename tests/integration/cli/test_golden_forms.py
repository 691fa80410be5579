"""Scripts that read the JSON of an earlier commit still find every value where it was; keys may be added."""

from pathlib import Path

import pytest

from tests.support.golden.forms import differences, forms_now, forms_path, kept, scene_forms, scenes_path
from tests.support.golden.journals import GoldenJournal, golden_journals

KEPT = list(golden_journals())


@pytest.mark.parametrize("golden", KEPT, ids=map(str, KEPT))
def test_the_forms_of_a_kept_journal_hold(golden: GoldenJournal, tmp_path: Path) -> None:
    assert not list(differences(kept(forms_path(golden)), forms_now(golden, tmp_path / "state")))


def test_the_forms_of_a_running_engine_hold() -> None:
    assert not list(differences(kept(scenes_path("7af56dc")), scene_forms()))
