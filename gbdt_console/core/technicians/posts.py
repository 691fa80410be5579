"""Names the posts of a site."""

from enum import StrEnum


class Post(StrEnum):
    """Names the posts of a site, in order of calling; that of the carrier's person on duty there (A12.2)."""

    TECHNICIAN = "technician"
    DEPUTY = "deputy"
    CARRIER = "carrier"


OWN_POSTS = (Post.TECHNICIAN, Post.DEPUTY)
"""The posts that the site itself fills: the roster names their holders."""
