"""The simulated camera's ONVIF: its services over HTTP, its logins and a picture of its room."""
