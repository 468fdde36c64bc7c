"""voxguard-rules-watch: follows a rule set and prints applied and refused sets as lines of JSON. Ends at SIGTERM or SIGINT."""
import argparse
import json
import logging
import signal
import sys
from dataclasses import asdict

from .events import Applied
from .fields import FieldError
from .follower import Follower
from .keys import PublicKeys
from .last_good import LastGoodError
from .settings import Settings

_BAD_USAGE = 2
_END = {signal.SIGTERM, signal.SIGINT}


def main(arguments=None):
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    # Blocked in all threads and awaited in this one, so that no signal handler interrupts other code.
    signal.pthread_sigmask(signal.SIG_BLOCK, _END)
    try:
        follower = Follower(_settings(arguments), _print_event)
    except (FieldError, LastGoodError) as error:
        print(error, file=sys.stderr)
        return _BAD_USAGE
    follower.start()
    signal.sigwait(_END)
    follower.close()
    running = follower.current()
    _print("end", {**asdict(follower.tally()), "revision": running.revision if running else 0, "sha256": running.sha256 if running else ""})
    return 0


def _settings(arguments):
    parser = argparse.ArgumentParser(prog="voxguard-rules-watch", description=__doc__)
    parser.add_argument("--store", required=True, help="redis://host:port")
    parser.add_argument("--set", required=True, dest="rule_set", help="the rule set's name")
    parser.add_argument("--engine", required=True, help="this engine's name in acknowledgements")
    parser.add_argument("--public-key", action="append", default=[], metavar="ID=BASE64", help="32 raw bytes; may be given again")
    parser.add_argument("--poll-ms", type=int, default=Settings.poll_ms, help="milliseconds between polls (%(default)s)")
    parser.add_argument("--state-dir", help="folder of the last good set; without it, no set is saved")
    parser.add_argument("--flat-out", action="store_true", help="no pause between polls")
    parser.add_argument("--pipeline", type=int, default=1, metavar="N", help="pointer reads in one round trip, each a poll (%(default)s)")
    given = vars(parser.parse_args(arguments))
    return Settings(public_keys=PublicKeys.parse(given.pop("public_key")), **given)


def _print_event(event):
    _print("applied" if isinstance(event, Applied) else "refused", asdict(event))


def _print(kind, fields):
    print(json.dumps({"event": kind, **fields}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())
