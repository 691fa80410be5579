"""The register: dated entries that the regulation asks for and no device can tell."""
