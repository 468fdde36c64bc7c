"""Figures as Markdown: medians of the rounds, with their spread."""
import math
import statistics


def figure(value):
    """Formats three significant digits or an integer, with thousands separated."""
    if value is None:
        return ""
    if isinstance(value, int) or value == 0:
        return f"{value:,.0f}".replace(",", " ")
    digits = 2 - math.floor(math.log10(abs(value)))
    return f"{round(value, digits):,.{max(0, digits)}f}".replace(",", " ")


def median(rounds, name):
    """Returns the median of a figure over the rounds; None if no round has it."""
    values = [measured[name] for measured in rounds if measured.get(name) is not None]
    return statistics.median(values) if values else None


def cell(rounds, name, spread=False):
    values = [measured[name] for measured in rounds if measured.get(name) is not None]
    between = f" ({figure(min(values))}–{figure(max(values))})" if spread and len(values) > 1 else ""
    return figure(median(rounds, name)) + between


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def row(*cells):
    """Prints a row of a table."""
    print("| " + " | ".join(cells) + " |")


def head(*cells):
    """Prints the head of a table."""
    row(*cells)
    print("|" + "---|" * len(cells))
