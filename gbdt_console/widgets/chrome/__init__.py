"""Draws what every screen has around its body: header, banner, on-air strip, key hints."""
