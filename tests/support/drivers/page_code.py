"""The modules that docs/drivers.md prints for other packages."""

import re

from tests.support.places import DOCS

_MODULE = re.compile(r"```python\n# (\w+\.py)\n(.*?)```", re.S)


def page_modules() -> dict[str, str]:
    """Source by file name."""
    return dict(_MODULE.findall((DOCS / "drivers.md").read_text("utf-8")))
