"""The conference as a View shows it, the roster cursor, and the sites that a key acts on."""
