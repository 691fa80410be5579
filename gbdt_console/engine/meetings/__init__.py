"""Begins and ends meetings and pins the samples around them."""
