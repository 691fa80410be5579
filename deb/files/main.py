"""Starts the program. It ends with 1 for a wrong configuration alone: systemd then starts it no more."""

import sys
import traceback

try:
    from gbdt_console.cli.main import main
except ImportError:  # as while Python or this package is just being replaced
    traceback.print_exc()
    sys.exit(4)

main()
