"""Build papers from the facts of reports, in both languages."""
