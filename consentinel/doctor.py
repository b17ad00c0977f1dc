"""Tells whether everything that a run needs is there, in which version and where."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from harness.toolchain import Tool, inventory

_STYLES = {"ok": "green", "missing": "bold red", "outdated": "yellow"}


def doctor(console: Console) -> int:
    """Print every part with version, place and state, then one line with the mend for each that will not do.

    Returns the exit status: 0 when all is there, else 2.
    """
    with console.status("Looking at the tools …"):
        tools = inventory()
    console.print(_table(tools))
    unfit = [tool for tool in tools if not tool.ok]
    for tool in unfit:
        console.print(Text(f"{tool.name}: {tool.state}; {tool.hint}", style=_STYLES[tool.state]), soft_wrap=True)
    return 2 if unfit else 0


def _table(tools: list[Tool]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("part", no_wrap=True)
    table.add_column("state", no_wrap=True)
    table.add_column("version", no_wrap=True)
    table.add_column("place", overflow="fold")
    for tool in tools:
        state = Text(tool.state, style=_STYLES[tool.state])
        table.add_row(Text(tool.name), state, Text(tool.version or "–"), Text(str(tool.path or "–")))
    return table
