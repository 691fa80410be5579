"""Holds drivers to what they owe the console; docs/drivers.md shows how an outsider runs it.

A check is a coroutine function that takes a peer: a device that the driver is tried against. It imports no
test runner; bare asserts say why it failed.
"""
