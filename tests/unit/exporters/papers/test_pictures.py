"""docs/pictures/papers has page 1 of every kind of paper, of a quiet day and of a bad one."""

from gbdt_console.core.reports.archive import ReportKind
from tests.support.papers.pictures import PICTURES, SHEETS, papers


def test_every_paper_has_its_picture_of_both_days() -> None:
    names = {*SHEETS, *(name for name, _ in papers())}
    assert {path.stem for path in PICTURES.glob("*.png")} == names
    kinds = {name.rpartition("-")[0] for name in names}
    assert {"carrier", "outage", "notice", "sheet", *set(ReportKind) - {ReportKind.OUTAGES}} == kinds
    assert names == {f"{kind}-{day}" for kind in kinds for day in ("quiet", "bad")}
