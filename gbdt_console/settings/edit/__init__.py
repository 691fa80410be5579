"""Edits sites.yaml in place: everything that is not meant stays as it was typed, comments too."""
