_HEADINGS = ("CASE", "CALLER", "OPENED", "LAST EVENT", "STATE", "EVENTS", "SEVERITY", "CALLEES", "RULES", "REASONS")
_SHOWN = 3


def table(cases, unreadable, limit=50):
    """Returns the cases as lines of text, with a last line that sums them up."""
    rows = [_HEADINGS, *(_row(case) for case in cases[:limit])]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    lines.append(f"{len(cases)} cases, {sum(case.is_open for case in cases)} open, {sum(case.count for case in cases)} events, {unreadable} unreadable entries")
    if len(cases) > limit:
        lines[-1] += f"; the latest {limit} are shown"
    return "\n".join(lines)


def _row(case):
    return (str(case.id), _plain(case.caller), f"{case.opened:%Y-%m-%d %H:%M:%S}", f"{case.last_event:%Y-%m-%d %H:%M:%S}", "open" if case.is_open else "closed",
            str(case.count), case.severity, _some(case.callees), _some(case.rules), _some(case.reasons))


def _some(names):
    more = f" +{len(names) - _SHOWN}" if len(names) > _SHOWN else ""
    return (", ".join(_plain(name) for name in names[:_SHOWN]) + more) or "-"


def _plain(text):
    """Text without characters that a terminal would act upon."""
    return "".join(character if character.isprintable() else "?" for character in text)
