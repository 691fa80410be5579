"""A disk of one's own, ext4 in a file: it can be slow, and full. The caller is root in a mount namespace."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.journal.full_disk import fill

_BYTES = 160_000_000
_FROZEN_S, _THAWED_S = 0.4, 0.15


class Disk:
    """Mounted from its making to `close`."""

    def __init__(self, image: Path, at: Path) -> None:
        self._at = at
        with image.open("wb") as file:
            file.truncate(_BYTES)
        for command in (["mkfs.ext4", "-q", str(image)], ["mount", "-o", "loop", str(image), str(at)]):
            subprocess.run(command, check=True)

    def close(self) -> None:
        subprocess.run(["umount", "--lazy", str(self._at)], check=False)

    @contextmanager
    def slow(self) -> Iterator[None]:
        """Every write waits for up to half a second."""
        is_over = threading.Event()

        def work() -> None:
            while not is_over.wait(_THAWED_S):
                subprocess.run(["fsfreeze", "--freeze", str(self._at)], check=False)
                is_over.wait(_FROZEN_S)
                self.thaw()

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()
            self.thaw()

    def thaw(self) -> None:
        subprocess.run(["fsfreeze", "--unfreeze", str(self._at)], check=False, capture_output=True)

    @contextmanager
    def full(self) -> Iterator[None]:
        """Not a byte more fits."""
        filler = self._at / "filler"
        subprocess.run(["fallocate", "-l", str(_BYTES), str(filler)], check=False, capture_output=True)
        fill(filler.with_name("filler-2"))
        try:
            yield
        finally:
            filler.unlink(missing_ok=True)
            filler.with_name("filler-2").unlink(missing_ok=True)
