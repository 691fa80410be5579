"""The login of whoever runs the tests, as the engine sees it at the other end of a socket."""

import os

from gbdt_console.core.os_user import user_name

ME = user_name(os.geteuid())
