"""Names the posts of a site."""

from enum import StrEnum


class Post(StrEnum):
    """Names the posts of a site, in order of calling."""

    TECHNICIAN = "technician"
    DEPUTY = "deputy"
