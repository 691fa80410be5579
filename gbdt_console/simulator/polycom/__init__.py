"""The text ports of the simulated codecs, over telnet and SSH."""
