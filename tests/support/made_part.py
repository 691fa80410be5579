"""Renews the part of a docs page that a module of the tests makes."""

END = "<!-- end of what is made -->"


def with_made_part(text: str, module: str, *parts: str) -> str:
    """Return the page `text` with `parts` between the marks of `module`."""
    begin = f"<!-- made by python -m {module} -->"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(END)
    made = "\n\n".join((begin, *parts, END))
    return f"{before}{made}{after}"


def markdown_table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table in Markdown, one line a row."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (columns, ("---",) * len(columns), *rows))
