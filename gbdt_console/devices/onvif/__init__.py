"""Speaks ONVIF to cameras: SOAP 1.2 over HTTP, the services of device, media and PTZ.

Sources: ONVIF Core, Media and PTZ specifications and their WSDL; OASIS UsernameToken Profile 1.0; and what
clients of real cameras had to learn (each said where it counts). No real camera was at hand.
"""
