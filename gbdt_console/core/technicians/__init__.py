"""The technicians of the sites: their posts, their training, and changes of both."""
