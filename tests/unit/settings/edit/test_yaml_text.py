"""An edit changes the one value that is meant, and no other character of the file."""

from difflib import ndiff

import pytest

from gbdt_console.settings.edit.yaml_text import NoSuchPlace, Path, Value, YamlText
from gbdt_console.settings.tree import read_tree

FILE = """# the head
carriers:
  a: {name: Nhà mạng A}   # leased in 2022
  b:
    name: "Nhà mạng B"    # its name
    contacts:
      # day and night
      - {role: trực B, phone: 0800 1}
sites:
  - number: 1
    name: Sa Pa           # the town
    line: {carrier: a, circuit: A-1}

  # far away
  - number: 2
    name: Y Tý
    line: {carrier: b, circuit: B-2}
# the end
"""
NASTY = (
    "a: b", "# x", 'say "x"', "it's", "yes", "0214 000", "{x}", "- a", "Đồng Văn", "a\\b", "[1", "&a", "!t",
    "%", "@", "`", "null", "~", "1e3", "a #b", "a:b", ",", "*x", "|", ">", "? x", "-", "Ấp 3 (cũ)", "x" * 200,
)  # fmt: skip


def edited(path: Path, value: Value, text: str = FILE) -> str:
    file = YamlText(text)
    file.set(path, value)
    return file.result


def touched(after: str, before: str = FILE) -> list[str]:
    """Return the lines that differ, as diff marks them."""
    return [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize(
    "path", [("carriers", "a", "name"), ("carriers", "b", "name"), ("sites", 0, "line", "circuit")]
)
def test_any_text_is_read_back_as_it_was_set(path: Path, value: str) -> None:
    after = edited(path, value)
    assert YamlText(after).get(path) == value
    tree = read_tree(after)
    assert not tree.faults
    assert len(touched(after)) == 2
    assert after.count("#") - value.count("#") == FILE.count("#"), "a comment was lost"


def test_a_comment_behind_a_value_stays() -> None:
    assert touched(edited(("sites", 0, "name"), "Tả Van")) == [
        "-     name: Sa Pa           # the town",
        "+     name: Tả Van           # the town",
    ]


def test_a_missing_key_is_added_to_its_own_entry() -> None:
    assert touched(edited(("sites", 0, "conference_number"), "2001")) == ["+     conference_number: 2001"]
    assert touched(edited(("carriers", "a", "contract"), "01/HĐ")) == [
        "-   a: {name: Nhà mạng A}   # leased in 2022",
        "+   a: {name: Nhà mạng A, contract: 01/HĐ}   # leased in 2022",
    ]
    assert YamlText(edited(("sites", 0, "role"), "xã")).get(("sites", 0, "role")) == "xã"


def test_a_list_is_added_on_one_line() -> None:
    after = edited(("sites", 1, "contacts"), [{"role": "trực: Y Tý", "phone": "0214"}])
    assert touched(after) == ['+     contacts: [{role: "trực: Y Tý", phone: 0214}]']


def test_an_entry_is_taken_out_with_its_line() -> None:
    file = YamlText(FILE)
    file.remove(("carriers", "b", "contacts"))
    file.remove(("sites", 1, "line", "carrier"))
    assert touched(file.result) == [
        "-     contacts:",
        "-       # day and night",
        "-       - {role: trực B, phone: 0800 1}",
        "-     line: {carrier: b, circuit: B-2}",
        "+     line: {circuit: B-2}",
    ]


def test_an_item_is_added_behind_the_last_and_before_what_follows() -> None:
    file = YamlText(FILE)
    file.append(("sites",), ["- number: 3", "  name: Hàm Rồng"])
    assert touched(file.result) == ["+   - number: 3", "+     name: Hàm Rồng"]
    assert file.result.endswith("    name: Hàm Rồng\n# the end\n")


def test_several_changes_of_one_reading_do_not_move_each_other() -> None:
    file = YamlText(FILE)
    file.set(("sites", 0, "name"), "Một tên dài hơn nhiều")
    file.set(("sites", 1, "name"), "Y")
    file.set(("sites", 0, "role"), "xã")
    file.set(("sites", 0, "short_name"), "S")
    after = YamlText(file.result)
    assert [after.get(("sites", 0, key)) for key in ("name", "role", "short_name")] == [
        "Một tên dài hơn nhiều", "xã", "S",
    ]  # fmt: skip
    assert after.get(("sites", 1, "name")) == "Y"


@pytest.mark.parametrize(
    "text", [FILE.rstrip("\n").removesuffix("# the end").rstrip(), FILE.replace("\n", "\r\n")]
)
def test_ends_of_lines_and_of_the_file_stay_what_they_are(text: str) -> None:
    after = edited(("sites", 1, "role"), "xã", text)
    assert YamlText(after).get(("sites", 1, "role")) == "xã"
    assert ("\r" in after) == ("\r" in text)
    assert after.count("\n") - after.count("\r\n") in (0, after.count("\n"))


def test_what_has_no_such_place_is_refused() -> None:
    file = YamlText(FILE)
    for path in (("sites", 7, "name"), ("carriers",), ("nothing", "there")):
        with pytest.raises(NoSuchPlace):
            file.set(path, "x")
    with pytest.raises(NoSuchPlace):
        file.remove(("carriers", "a", "name"))
    assert file.result == FILE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("name: |\n    x\n# the end\n", "name: q\n# the end\n"),
        ("name: >-\n    long\n    text\n  range: z\n", "name: q\n  range: z\n"),
        ("name:\n  range: z\n", "name: q\n  range: z\n"),
        ("name: # none yet\n  range: z\n", "name: q # none yet\n  range: z\n"),
    ],
)
def test_a_text_over_several_lines_and_a_key_without_a_value_are_replaced_alone(
    before: str, after: str
) -> None:
    text = YamlText(f"sites:\n- id: b\n  {before}")
    text.set(("sites", 0, "name"), "q")
    assert text.result == f"sites:\n- id: b\n  {after}"


def test_a_text_over_several_lines_goes_without_the_line_behind_it() -> None:
    text = YamlText("sites:\n- id: b\n  name: |\n    x\n  range: z\n")
    text.remove(("sites", 0, "name"))
    assert text.result == "sites:\n- id: b\n  range: z\n"
