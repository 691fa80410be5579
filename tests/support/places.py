"""Names the folders of the tree that tests read."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
RECORDINGS = ROOT / "tests" / "recordings"
