"""A verb's connection to the running engine: submits a command and prints the stages of its life."""
