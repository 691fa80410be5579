"""The papers of outages."""
