"""Decision 22/2010 article by article, on running parts: what no other test of the verbs shows."""
