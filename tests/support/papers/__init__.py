"""Papers that the tests of every format write."""
