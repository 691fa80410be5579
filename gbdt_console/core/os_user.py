"""Names the users of this machine."""

import pwd


def user_name(uid: int) -> str:
    """Return the login of a user; the number of an unknown one."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
