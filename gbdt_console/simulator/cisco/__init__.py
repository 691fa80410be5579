"""The xAPI of the simulated codecs: SSH shell (text and JSON) and JSON-RPC over WebSocket.

Sources: conversations of the vendor's own clients jsxapi 6.0.0 and xows 1.0.5 with a listener, jsxapi's unit
tests, status dumps of published drivers, and Cisco's API guides of SX20 TC6.1, SX80 CE9.0 and RoomOS. No real
codec was at hand.
"""
