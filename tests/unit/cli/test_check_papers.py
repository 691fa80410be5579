"""What sites.yaml leaves out is named by `check` with its place; what papers lack in one line."""

from dataclasses import replace
from pathlib import Path

from gbdt_console.cli.config_warnings import lack_lines, lacks
from gbdt_console.compose import load
from gbdt_console.core.paper_head import PaperHead
from gbdt_console.core.sites import Hosted
from gbdt_console.text.words import Words
from tests.support.engine.networks import network
from tests.support.places import ROOT


def test_one_line_names_all_that_papers_leave_out() -> None:
    bare = replace(network(3), paper_head=PaperHead())
    (found,) = (lack for lack in lacks(bare) if lack.code == "lack.papers")
    assert found.params["key"].startswith("superior, body, place")
    whole = replace(bare, paper_head=PaperHead(superior="UBND TỈNH", body="SỞ", place="Lào Cai"))
    assert [lack.params["key"] for lack in lacks(whole) if lack.code == "lack.papers"] == [
        "symbol, signer, copies"
    ]


def test_each_lack_of_the_day_is_named_with_file_line_and_cure(tmp_path: Path) -> None:
    """No number to call, no chairing point, no head of papers."""
    example = (ROOT / "config" / "sites.yaml").read_text().splitlines()
    numbers = [line for line in example if line.startswith("      - {role:") and "VNPT" in line]
    taken = ["  provincial_room: vp-ubnd", *numbers]
    contacts = example.index(numbers[0]) - 1
    del example[contacts]
    kept = [line for line in example if line not in taken]
    file = tmp_path / "sites.yaml"
    file.write_text("\n".join(kept))
    lines = list(lack_lines(file, load(file, None), Words("vi"), "s.yaml"))
    carrier, chair = kept.index("  vnpt:") + 1, kept.index("meetings:") + 1
    (called,) = (line for line in lines if "Chưa có số gọi VNPT Lào Cai" in line)
    assert called.startswith(f"s.yaml:{carrier}:3: ")
    assert called.endswith("contacts: [{role: trực kỹ thuật, phone: SỐ}]")
    assert any(line.startswith(f"s.yaml:{chair}:1: ") and "provincial_room: ID" in line for line in lines)


def test_a_network_in_which_nothing_tells_who_attends_says_so_with_its_cure() -> None:
    plain = network(3)
    hosted = replace(plain.centre, hosted=Hosted("VNPT Meeting", "8000@hop.example"))
    codes = {
        name: [lack.code for lack in lacks(one) if lack.code == "lack.attendance"]
        for name, one in {"none": plain, "hosted": replace(plain, centre=hosted)}.items()
    }
    assert codes == {"none": ["lack.attendance"], "hosted": []}
    assert "không rõ" in (told := Words("vi")("lack.attendance"))
    assert "mcu: hoặc hosted:" in told
