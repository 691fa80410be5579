"""Polls the MCU, keeps the roster, and carries out conference commands."""
