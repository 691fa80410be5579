"""The simulated Cisco TelePresence MCU (Codian): its XML-RPC over HTTP, its panes and views."""
