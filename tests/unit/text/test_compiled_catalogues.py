"""The compiled messages depend on their texts alone, so that a package can be built again byte for byte."""

from pathlib import Path

from hatch_build import compile_catalogue


def test_compiled_messages_do_not_tell_when_they_were_built(tmp_path: Path) -> None:
    po = tmp_path / "words.po"
    po.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr "b"\n')
    compile_catalogue(po)
    built = po.with_suffix(".mo").read_bytes()
    dates = [line for line in built.split(b"\n") if b"-Date: " in line]
    assert dates
    assert all(b"2000-01-01" in line for line in dates), dates
