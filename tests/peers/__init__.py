"""Tests against real peers, such as Asterisk and its codecs: nothing in them is timed."""
