"""Define the verbs, each imported only when it is called."""
