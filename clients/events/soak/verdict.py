"""Whether a run kept what the fan-out promises, and the figures that show it."""


def destination(record, unanswered, dead, poisoned, limit):
    """
    Returns the figures of a destination and what is wrong with them.

    unanswered: repetitions that the receiver asks for, since it handled events and did not say so
    dead: numbers of its dead letters; poisoned: those that it must have
    limit: most duplicates besides those repetitions
    """
    missing = record.missing()
    duplicates = max(0, record.repeated - unanswered)
    figures = {"expected": record.expected, "delivered": record.distinct, "missing": len(missing), "out_of_order": record.disordered, "unwanted": record.unwanted,
               "repeated": record.repeated, "of_these_unanswered": min(record.repeated, unanswered), "duplicates": duplicates,
               "duplicates_percent": round(100 * duplicates / record.expected, 3), "dead_letters": len(dead), "dead_letters_expected": len(poisoned)}
    wrong = []
    if missing:
        wrong.append(f"{len(missing)} missing, as {missing[:5]}")
    if record.disordered:
        wrong.append(f"{record.disordered} out of order, as {record.disorder}")
    if record.unwanted:
        wrong.append(f"{record.unwanted} that its filter does not match")
    if duplicates > limit:
        wrong.append(f"{duplicates} duplicates, more than {limit}")
    if set(dead) != set(poisoned):
        wrong.append(f"dead letters: expected {sorted(poisoned)[:5]}, got {sorted(set(dead))[:5]}")
    return figures, wrong


def log(record):
    """Returns the figures of the log and what is wrong with them: each event once, those of a caller in the order in which they were sent."""
    missing = record.missing()
    figures = {"events": record.distinct, "missing": len(missing), "repeated": record.repeated, "out_of_order": record.disordered}
    wrong = []
    if missing:
        wrong.append(f"{len(missing)} acknowledged events missing, as {missing[:5]}")
    if record.repeated:
        wrong.append(f"{record.repeated} events twice")
    if record.disordered:
        wrong.append(f"{record.disordered} out of order, as {record.disorder}")
    return figures, wrong
