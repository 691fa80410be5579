"""The verb `guest`: expected guests of meetings."""
