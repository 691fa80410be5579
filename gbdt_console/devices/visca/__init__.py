"""Talks VISCA with a camera: over IP with numbered datagrams, or raw over TCP.

Facts and their sources: Sony's command lists and the Bitfocus modules for Sony and PTZOptics cameras.
"""
