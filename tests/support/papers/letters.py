"""Tells whether this machine has the letters of papers, which the Debian package recommends."""

import pytest

from gbdt_console.cli.doctor.machine_facts import has_letters

HAS_LETTERS = has_letters()
needs_letters = pytest.mark.skipif(not HAS_LETTERS, reason="needs fonts-liberation")
REFUSED_WITHOUT = () if HAS_LETTERS else ("keys --output",)
"""Beginnings of the commands of guide and pages that write a PDF."""
