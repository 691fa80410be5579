"""What is said of the centre's own devices and of pictures holds also where there is no MCU."""

import pytest

from gbdt_console.core.monitoring.blindness import AnchorDoubt, Blindness
from gbdt_console.text.words import LANGUAGES, Words

_CODES = (
    *(f"banner.blind.{one}" for one in Blindness),
    *(f"banner.blind.{Blindness.ANCHORS}.{one}" for one in AnchorDoubt),
    *(f"blind.{one}" for one in Blindness),
    *(f"evidence.anchors.{one}" for one in ("ok", "silent", "unknown")),
    "frame.unknown", "pictures.old",
)  # fmt: skip


@pytest.mark.parametrize("code", _CODES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mcu_is_named_where_there_may_be_none(language: str, code: str) -> None:
    words = Words(language)
    assert words.has(code)
    assert "MCU" not in words(code)
