"""Names that a reader may take for another name."""

from gbdt_console.core.look_alikes import has_mixed_scripts, look_alikes


def test_a_cyrillic_letter_among_latin_ones_is_found() -> None:
    assert has_mixed_scripts("S\u0430 Pa")
    assert not has_mixed_scripts("Mường Khương 2")


def test_names_that_look_alike_are_paired_with_the_earlier_one() -> None:
    names = ["Sa Pa", "Bát Xát", "S\u0430 P\u0430", "Bat Xat", "Y Tý"]
    assert look_alikes(names) == [("Sa Pa", "S\u0430 P\u0430")]


def test_wholly_cyrillic_name_still_looks_like_the_latin_one() -> None:
    assert look_alikes(["COC", "\u0421\u041e\u0421"]) == [("COC", "\u0421\u041e\u0421")]
