"""Pictures of a meeting: buses, layouts, seats, preview and take."""
