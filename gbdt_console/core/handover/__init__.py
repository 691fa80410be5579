"""The hand-over of a shift: what is open, what was promised, and who took it over."""
