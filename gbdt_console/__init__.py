"""The technician's terminal console of a province's video-briefing system."""

__version__ = "0.2.0"
