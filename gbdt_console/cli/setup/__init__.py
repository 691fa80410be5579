"""Ask the questions of `setup` on plain lines, and put the files in place."""
