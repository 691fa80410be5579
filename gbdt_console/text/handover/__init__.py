"""Words about the hand-over of a shift."""
