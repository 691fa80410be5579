"""The REST API of Cisco Meeting Server: requests, roster of a cluster, pictures by importance, calls.

Sources: Cisco's API blueprint of release 2.9 (github.com/ciscocms/apiary), its API Reference Guides 2.0 to
3.4, and published clients: Canopy (github.com/ciscocms/canopy), companion-module-cisco-cms and fmc-5.0. No
server was at hand.
"""
