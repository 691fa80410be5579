"""The verbs that keep the records in one file and lay them out on another PC."""
