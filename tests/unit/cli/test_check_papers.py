"""What papers leave out is named in one line of `check`, however much it is."""

from dataclasses import replace

from gbdt_console.cli.check import papers_without
from gbdt_console.core.paper_head import PaperHead
from gbdt_console.text.words import Words
from tests.support.engine.networks import network


def test_one_line_names_all_that_papers_leave_out() -> None:
    bare = replace(network(3), paper_head=PaperHead())
    first, *_ = papers_without(bare, Words("vi"))
    for key in ("superior", "body", "place"):
        assert f"papers.{key}" in first
    whole = replace(bare, paper_head=PaperHead(superior="UBND TỈNH", body="SỞ", place="Lào Cai"))
    told = "\n".join(papers_without(whole, Words("vi")))
    assert "papers.place" not in told
    assert sum("để trống" in line for line in papers_without(whole, Words("vi"))) == 1
