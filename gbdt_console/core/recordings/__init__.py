"""Recordings of meetings as facts: who records where, which file, whom it was handed to."""
