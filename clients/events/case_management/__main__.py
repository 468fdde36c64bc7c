"""Reads detections from a stream of the store, groups them into cases by caller, and prints the cases."""
import argparse
import logging
import os
import signal
import socket
import sys
import time
from datetime import datetime, timedelta, timezone

from voxguard_events import StreamGroup

from .cases import Cases
from .table import table

_DRAIN_LIMIT_S = 60  # without a store, for --once


def main(arguments=None):
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    options = _options(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    cases = Cases(options.database, timedelta(minutes=options.quiet_minutes))
    group = StreamGroup(options.store, options.stream, options.group, options.consumer, round(options.claim_after * 1000))
    try:
        return _drain(group, cases) if options.once else _follow(group, cases, options.print_every)
    except KeyboardInterrupt:
        return 0
    finally:
        cases.close()


def _follow(group, cases, print_every):
    changed, next_print = True, 0.0
    while True:
        changed = _step(group, cases, 1000) or changed
        if changed and time.monotonic() >= next_print:
            _print(cases)
            changed, next_print = False, time.monotonic() + print_every


def _drain(group, cases):
    deadline = time.monotonic() + _DRAIN_LIMIT_S
    while (found := _step(group, cases, None)) != 0:
        if found is not None:
            deadline = time.monotonic() + _DRAIN_LIMIT_S
        elif time.monotonic() > deadline:
            print("case_management: the store cannot be reached", file=sys.stderr)
            return 1
    _print(cases)
    return 0


def _step(group, cases, block_ms):
    """Handles the next entries and returns how many they were; None if the store is away."""
    entries = group.read(block_ms)
    if entries:
        cases.add(entries)
        group.acknowledge([entry.id for entry in entries])
    return entries if entries is None else len(entries)


def _print(cases):
    print(table(cases.list(datetime.now(timezone.utc)), cases.unreadable()), flush=True)


def _options(arguments):
    parser = argparse.ArgumentParser(prog="case_management", description=__doc__)
    parser.add_argument("--store", default=os.environ.get("STORE_URL", "redis://127.0.0.1:6379"), help="redis://host:port (STORE_URL)")
    parser.add_argument("--stream", default="voxguard:cases")
    parser.add_argument("--group", default="case-management")
    parser.add_argument("--consumer", default=socket.gethostname(), help="name of this replica, the same after a restart (%(default)s)")
    parser.add_argument("--claim-after", type=float, default=60, metavar="S", help="entries that another replica has had for so long are taken over (%(default)s)")
    parser.add_argument("--database", default="cases.db", help="file of the cases (%(default)s)")
    parser.add_argument("--quiet-minutes", type=float, default=30, help="a case ends when its caller has been quiet for so long (%(default)s)")
    parser.add_argument("--print-every", type=float, default=5, metavar="S", help="shortest time between two tables (%(default)s)")
    parser.add_argument("--once", action="store_true", help="handles what the stream has, prints the cases and ends")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
