"""The verbs of the command line, each loaded only when it is called."""
