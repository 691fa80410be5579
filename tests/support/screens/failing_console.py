"""The real program, whose screen dies of F1: `python -m tests.support.screens.failing_console VERB...`."""

from gbdt_console.app import GbdtApp
from gbdt_console.cli.main import main


async def die(app: GbdtApp) -> None:
    password = "hunter" + "2"
    raise RuntimeError(password)


if __name__ == "__main__":
    GbdtApp.action_show_help = die  # type: ignore[method-assign]
    main()
