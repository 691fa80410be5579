"""Draws .docx files with LibreOffice, as a person's own Word would: the program makes its PDF without."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

LONGEST_S = 300.0
"""Limits one start of LibreOffice, also on a busy machine."""


def drawn_by_office(documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return a PDF for each .docx, by its name of ASCII letters, by one start of LibreOffice."""
    # A profile of its own: a running LibreOffice of the same user would take the work and return at once.
    with TemporaryDirectory(prefix="gbdt-pdf-") as name:
        folder = Path(name)
        for stem, content in documents.items():
            (folder / f"{stem}.docx").write_bytes(content)
        subprocess.run(
            ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
             "--convert-to", "pdf", "--outdir", name, *(f"{folder / stem}.docx" for stem in documents)],
            check=True, capture_output=True, timeout=LONGEST_S,
        )  # fmt: skip
        return {stem: (folder / f"{stem}.pdf").read_bytes() for stem in documents}
