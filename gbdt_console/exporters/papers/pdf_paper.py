"""Turns papers into PDF by LibreOffice, which draws the .docx as a person's own would."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from gbdt_console.core.reports.archive import ReportFailed

_PROGRAMS = ("soffice", "libreoffice")
LONGEST_S = 120.0
"""Limits one conversion: a first start takes up to 20 s on a slow disk, 300 pages take 30 s."""
_LARGE = 150_000
"""A .docx of more bytes becomes a PDF without tags: those of a year's 49 000 cells weigh 20 of its 21 MB, and
140 of LibreOffice's 510 MB of memory."""
_UNTAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"false"}}'
_CHECK_S = 0.2
"""Interval at which a cancellation is noticed."""


def never() -> bool:
    return False


def pdfs_of(
    documents: Mapping[str, bytes], is_cancelled: Callable[[], bool] = never, longest_s: float = LONGEST_S
) -> dict[str, bytes]:
    """Return a PDF for each document by one start of LibreOffice. Raises ReportFailed.

    documents: .docx files by a name of ASCII letters
    is_cancelled: asked several times a second; the start ends soon after a yes
    longest_s: limit of all, seconds
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise ReportFailed("paper.no-libreoffice")
    # A profile of its own: a running LibreOffice of the same user would take the work and return at once.
    with TemporaryDirectory(prefix="gbdt-pdf-") as name:
        folder = Path(name)
        for stem, content in documents.items():
            (folder / f"{stem}.docx").write_bytes(content)
        kind = _UNTAGGED if max(map(len, documents.values()), default=0) > _LARGE else "pdf"
        command = (
            program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
            "--convert-to", kind, "--outdir", name, *(f"{folder / stem}.docx" for stem in documents),
        )  # fmt: skip
        _run(command, is_cancelled, longest_s)
        try:
            return {stem: (folder / f"{stem}.pdf").read_bytes() for stem in documents}
        except OSError:
            raise ReportFailed("paper.pdf-failed") from None


def _run(command: tuple[str, ...], is_cancelled: Callable[[], bool], longest_s: float) -> None:
    """Run the program; its whole process group ends with a cancellation or at the limit."""
    nothing = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603  (no shell; the program is LibreOffice from PATH)
            command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
    except OSError:
        raise ReportFailed("paper.pdf-failed") from None
    until_s = time.monotonic() + longest_s
    try:
        while process.poll() is None:
            if is_cancelled():
                raise ReportFailed("paper.cancelled")
            if time.monotonic() > until_s:
                raise ReportFailed("paper.pdf-late")
            with suppress(subprocess.TimeoutExpired):
                process.wait(_CHECK_S)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
