"""Speaks the XML-RPC of Cisco TelePresence MCUs (Codian): 4200, 4500, 5300 and MSE 8420, 8510.

Sources: Cisco TelePresence MCU API guides 2.7 to 2.10, and published clients of it (CESNET's Shongo, two
controllers and a watchdog); no MCU was at hand.
"""
