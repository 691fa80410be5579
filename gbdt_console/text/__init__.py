"""Words by code, in Vietnamese and English; number and time formats."""
