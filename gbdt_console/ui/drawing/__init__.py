"""Writes lines of text in the words, glyphs and colours of one appearance."""
