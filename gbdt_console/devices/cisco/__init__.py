"""Speaks the xAPI of Cisco codecs (SX, MX, DX, Room, Board; CE 8 and later): SSH shell and WebSocket.

Sources: conversations of the vendor's own clients jsxapi 6.0.0 and xows 1.0.5, jsxapi's unit tests, status
dumps of published drivers, Cisco's API guides of SX80 CE9.0 and RoomOS. No real codec was at hand.
"""
