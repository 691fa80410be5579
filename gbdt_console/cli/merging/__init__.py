"""The verb that makes one province of several."""
