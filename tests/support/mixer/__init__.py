"""A vision mixer with the pictures of an office: real OBS or our simulator, and a second client."""
