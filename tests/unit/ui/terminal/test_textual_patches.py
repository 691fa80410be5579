"""Lines made light are the lines that Textual makes."""

import gc

from rich.segment import Segment
from textual.cache import FIFOCache
from textual.strip import Strip

from gbdt_console.ui.terminal import textual_patches


def test_a_line_that_nobody_cuts_has_no_caches_and_one_that_is_cut_remembers() -> None:
    textual_patches.mend()
    strip = Strip([Segment("Bát Xát"), Segment(" mất kết nối")])
    assert not [held for held in gc.get_referents(strip) if isinstance(held, FIFOCache)]
    cut = strip.crop(4, 11)
    assert (cut.text, cut.cell_length) == ("Xát mất", 7)
    assert strip.crop(4, 11) is cut
    assert not hasattr(strip, "no_such_name")


def test_every_cache_of_a_line_is_known() -> None:
    textual_patches.mend()
    strip = Strip([Segment("Bát Xát")])
    caches = {name for name in Strip.__slots__ if name.endswith("_cache")} - {"_render_cache"}
    assert {name for name in caches if isinstance(getattr(strip, name), FIFOCache)} == caches
    assert len(caches) == 7
