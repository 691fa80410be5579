"""Rooms behind the call leg of a cascaded MCU or a gateway."""
