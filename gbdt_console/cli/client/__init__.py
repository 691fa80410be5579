"""Connect verbs to the running engine and follow their commands."""
