"""The Debian package in a real Debian."""
