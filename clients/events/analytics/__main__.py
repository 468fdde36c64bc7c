"""Writes the events of a Kafka topic or of a stream of the store to Parquet files, partitioned by day."""
import argparse
import logging
import os
import signal
import socket
import sys
import time

from confluent_kafka import KafkaException

from .roller import Roller
from .sources import KafkaSource, StreamSource

_LOG = logging.getLogger("analytics")
_DRAIN_LIMIT_S = 60  # without a word from the source, for --once


def main(arguments=None):
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    options = _options(arguments)
    stopped = []
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: stopped.append(True))
    roller = Roller(options.out, options.max_rows, options.max_mib << 20, options.max_age)
    source = _source(options, roller)
    commit = _committer(source)
    try:
        drained = _run(source, roller, commit, options.once, stopped)
        roller.roll(commit)
    finally:
        source.close()
    return 0 if drained or not options.once else 1


def _run(source, roller, commit, once, stopped):
    """Runs until asked to stop, or, with `once`, until there are no more records. Returns whether there are none."""
    deadline = time.monotonic() + _DRAIN_LIMIT_S
    while not stopped:
        records = source.read(0.5)
        roller.add(records or [])
        if roller.due():
            roller.roll(commit)
        if records is not None:
            deadline = time.monotonic() + _DRAIN_LIMIT_S
        if once and records == []:
            return True
        if once and time.monotonic() > deadline:
            print("analytics: the source cannot be reached", file=sys.stderr)
            return False
    return False


def _committer(source):
    def commit(positions):
        try:
            source.commit(positions)
        except KafkaException as error:  # the group is being balanced anew, or the broker is away
            _LOG.warning("Cannot commit; the rows just written may be written once more: %s", error)
    return commit


def _source(options, roller):
    if options.topic is None:
        return StreamSource(options.store, options.stream, options.group, options.consumer, round(options.claim_after * 1000))
    source = None
    source = KafkaSource(options.kafka, options.topic, options.group, on_revoked=lambda: roller.roll(_committer(source)), on_lost=roller.discard)
    return source


def _options(arguments):
    parser = argparse.ArgumentParser(prog="analytics", description=__doc__)
    parser.add_argument("--out", required=True, help="folder of the files")
    parser.add_argument("--topic", help="Kafka topic; without it, the stream is read")
    parser.add_argument("--kafka", default=os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092"), help="host:port,… (KAFKA_BOOTSTRAP_SERVERS)")
    parser.add_argument("--store", default=os.environ.get("STORE_URL", "redis://127.0.0.1:6379"), help="redis://host:port (STORE_URL)")
    parser.add_argument("--stream", default="voxguard:analytics")
    parser.add_argument("--group", default="analytics")
    parser.add_argument("--consumer", default=socket.gethostname(), help="name of this replica of a stream's group, the same after a restart (%(default)s)")
    parser.add_argument("--claim-after", type=float, metavar="S", help="entries that another replica has had for so long are taken over (5 times --max-age)")
    parser.add_argument("--max-rows", type=int, default=50_000, help="rows of a file at most, about (%(default)s)")
    parser.add_argument("--max-mib", type=int, default=64, help="size of a file's events before compression at most, about (%(default)s)")
    parser.add_argument("--max-age", type=float, default=60, metavar="S", help="longest time that an event waits for its file (%(default)s)")
    parser.add_argument("--once", action="store_true", help="writes what the source has, and ends")
    options = parser.parse_args(arguments)
    if min(options.max_rows, options.max_mib) < 1 or options.max_age <= 0:
        parser.error("expected max-rows, max-mib of at least 1 and a max-age above 0")
    options.claim_after = options.claim_after or 5 * options.max_age
    return options


if __name__ == "__main__":
    sys.exit(main())
