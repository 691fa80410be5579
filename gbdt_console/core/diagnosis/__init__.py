"""Verdict values, and the tables that derive them from evidence."""
