"""The screen of pictures and takes."""
