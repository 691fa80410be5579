"""The call service of the simulated codecs: it answers OPTIONS and takes no calls."""
