"""The simulated MCU: its manager interface, its conference, and the sites that call in."""
