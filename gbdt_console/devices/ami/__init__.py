"""The Asterisk Manager Interface: packets and a client. Source: Asterisk 22 on the wire, main/manager.c."""
