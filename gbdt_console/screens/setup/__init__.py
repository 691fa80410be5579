"""Ask for a first network full-screen, one page after the other."""
