"""Run a console whose engine starts late: the file 'go' in its folder lets it start.

The argument is the folder of tests.support.terminal.operated_province.
"""

import sys
import time
from pathlib import Path

from gbdt_console.text.words import Words
from gbdt_console.ui.terminal.first_picture import first_picture

_CHECK_S = 0.05


def main(folder: Path) -> None:
    with first_picture(Words("vi"), 11):
        while not (folder / "go").exists():
            time.sleep(_CHECK_S)
        from tests.support.terminal import operated_province

        operated_province.main(folder, is_before=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
