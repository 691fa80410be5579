"""Has sites.yaml read again, and edits it."""
