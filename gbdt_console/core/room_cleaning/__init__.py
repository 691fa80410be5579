"""The care of rooms: posted rules and the cleaning calendar."""
