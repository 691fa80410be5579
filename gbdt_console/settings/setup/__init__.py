"""Make a first sites.yaml from answers and a table of points; the questions stand in one table."""
