"""Rounds: in each, the servers of a group are started, must answer correctly, and alternate in every case of the group; every other round in reverse order,
so that a drift of the machine favours none of them."""
import http.client
import sys
import time
import urllib.request
from collections import defaultdict

from . import starts
from .aims import SINGLE
from .cases import BUDGET_MS, CLOSED_MS
from .exchanges import AMPLE_MS
from .figures import HALF
from .load import measure, write_frames
from .servers import RUSTS, SERVERS

CHECKED = 32
PACED_REQUESTS, LONGEST_PACED_S = 1000, 20
CHECKING, MOST_CHECK_S = "being checked", 120
FIRST_S = 10  # of a server that has just started
SETTLED_S = 0.5  # lets a server finish the requests of one load before the next
WARM, MOST_WARM_UPS = 0.95, 8
SHARES = (0.10, 0.25, 0.50, 0.70, 0.85, 0.95)
SCORED = ("single", "batch", "binary")


def say(text):
    print(text, file=sys.stderr, flush=True)


def check(process, case):
    """Aborts the benchmark at the first wrong answer."""
    connection = http.client.HTTPConnection("127.0.0.1", process.port, timeout=20)
    for number in range(CHECKED):
        request = case.exchange.request(number, process.server.ours, AMPLE_MS)
        connection.request("POST", request.path, request.body, request.headers)
        reply = connection.getresponse()
        content = reply.read()
        found = case.exchange.difference(number, (reply.headers, content)) if reply.status == 200 else f"{reply.status} {content[:500]!r}"
        if found:
            raise SystemExit(f"{process.server.label}, {case.name}: wrong answer: {found}")
    connection.close()


class Rounds:
    """Measurements: `closed` and `paced` by case and server, `curve`, `http` and `first` by server; each a list with one dict per round, which says its number."""

    def __init__(self, bench, options):
        self.bench, self.options, self.number = bench, options, 0
        self.closed = defaultdict(lambda: defaultdict(list))
        self.paced = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
        self.curve = defaultdict(lambda: defaultdict(list))
        self.http, self.first, self.started = defaultdict(list), defaultdict(list), defaultdict(list)
        self.limits, self.rate_of_starts = [], None

    def results(self):
        return {"closed": self.closed, "paced": self.paced, "curve": self.curve, "http": self.http, "first": self.first, "started": self.started, "limits": self.limits}

    def in_turn(self, names):
        """Returns the names in the order of this round."""
        return list(names) if self.number % 2 == 0 else list(reversed(names))

    def group(self, cases, checked_only=()):
        """Runs one round of some cases."""
        running = self._start(cases)
        for case in (*cases, *checked_only):
            servers = case.servers or [name for name in running if any(name in other.servers for other in cases if other.group == case.group)]
            for name in servers:
                check(running[name], case)
            say(f"{case.name}: {', '.join(servers)} answer correctly")
        for case in cases if self.options.loaded else ():
            for name in self.in_turn(case.servers):
                self.closed[case.name][name].append(self.closed_loop(running[name], case))
            if self.options.paced and (self.options.thorough or case.group == "single"):
                self._at_fixed_rates(case, running)
        self._end(running)

    def latency_against_load(self, case):
        running = self._start([case])
        most = {name: self.closed_loop(process, case)["calls/s"] for name, process in running.items()}
        for share in SHARES:
            for name, process in running.items():
                measured = self._paced(process, case, most[name] * share)
                self.curve[name][f"{share:.2f}"].append(measured)
                say(f"{name}, {share:.0%} of its maximum: P99 {measured['P99 ms']:.2f} ms")
        self._end(running)

    def http_alone(self, case):
        running = self._start([case])
        for name, process in running.items():
            self.http[name].append(self.closed_loop(process, case))
        self._end(running)

    def starting(self, case):
        """Measures starts: our first scored call; and, at half of the weaker's maximum, the first seconds of a server that has just started and later ones."""
        rate = self._rate_of_starts(case)
        for name in self.in_turn(case.servers):
            server, measured = SERVERS[name], {"round": self.number}
            if server.ours:
                measured |= starts.first_call(server, self.bench)
            process = server.start(self.bench)
            for when in ("first seconds", "later"):
                if when == "later":
                    self.warm_up(process, self.frames(process, case, BUDGET_MS), case, rate)
                figures = self._paced(process, case, rate, FIRST_S)
                measured |= {f"{when} P50 ms": figures["P50 ms"], f"{when} P99 ms": figures["P99 ms"], f"{when} not whole": figures["not whole"]}
            process.stop()
            self.first[name].append(measured | {"rate": rate})
            say(f"{name}: P99 of the first {FIRST_S} s at {rate:,.0f}/s {measured['first seconds P99 ms']:.2f} ms, later {measured['later P99 ms']:.2f} ms"
                + (f"; first scored call after {measured['first call ms']:.0f} ms, {measured['RSS MB']:.0f} MB" if server.ours else ""))

    def _rate_of_starts(self, case):
        """Returns the rate at which single scores were measured; measures the maximum of the servers if they were not. The same in all rounds."""
        if not self.rate_of_starts:
            reached = {name: rounds[0]["calls/s"] for name, rounds in self.closed.get(SINGLE, {}).items()}
            if not set(reached) & {"ours", *RUSTS}:
                running = self._start([case])
                reached = {name: self.closed_loop(process, case)["calls/s"] for name, process in running.items()}
                self._end(running)
            self.rate_of_starts = half(reached).get(HALF) or min(reached.values()) / 2
        return self.rate_of_starts

    def closed_loop(self, process, case):
        frames = self.frames(process, case, CLOSED_MS.get(case.exchange.size, AMPLE_MS))
        self.warm_up(process, frames, case)
        measured = measure(process, self.bench.store, frames, case, self.options.seconds)
        say(f"{case.name}, {process.server.label}: {measured['calls/s']:,.0f}/s, P99 {measured['P99 ms']:.2f} ms, "
            f"service {measured['service µs/call']:.2f} µs, store {measured.get('store µs/call', 0):.2f} µs"
            + (f", {measured['bytes/call']:,.0f} bytes" if "bytes/call" in measured else "") + f", {measured['errors']} errors")
        time.sleep(SETTLED_S if self.options.thorough else 0)
        return measured | {"round": self.number}

    def warm_up(self, process, frames, case, rate=None):
        """Warms up until a load is no longer cheaper than the one before: a JVM compiles for a long time, and longer on a busy machine. rate: requests per second."""
        before = float("inf")
        for _ in range(MOST_WARM_UPS if self.options.warm_up else 0):
            cost = measure(process, self.bench.store, frames, case, self.options.warm_up, rate)["service µs/call"]
            if cost > WARM * before:
                return
            before = cost

    def _at_fixed_rates(self, case, running):
        """Measures fixed rates; a server that does not reach a rate is omitted."""
        reached = {name: self.closed[case.name][name][0]["calls/s"] for name in case.servers}
        for whose, rate in half(reached).items():
            for name in self.in_turn(case.servers):
                if reached[name] > rate:
                    if whose == HALF and case.group == "single":
                        self.warm_up(running[name], self.frames(running[name], case, BUDGET_MS), case, rate)
                    self.paced[case.name][whose][name].append(self._paced(running[name], case, rate))
        say(f"{case.name}: fixed rates done")

    def _paced(self, process, case, rate, seconds=None):
        """Measures a fixed rate. rate: calls per second; seconds: as many as give P99 a basis, unless given."""
        deadline = BUDGET_MS if case.group in SCORED else AMPLE_MS
        requests = rate / case.exchange.size
        if seconds is None:
            seconds = min(LONGEST_PACED_S, max(self.options.seconds, PACED_REQUESTS / requests)) if self.options.thorough else self.options.seconds
        measured = measure(process, self.bench.store, self.frames(process, case, deadline), case, round(seconds, 1), requests)
        time.sleep(SETTLED_S if self.options.thorough else 0)
        return measured | {"round": self.number, "rate": rate}

    def frames(self, process, case, deadline_ms):
        file = self.bench.folder / f"{case.name} {process.server.ours} {deadline_ms}".replace(" ", "-")
        return file if file.exists() else write_frames(file, case.exchange.requests(process.server.ours, deadline_ms))

    def _start(self, cases):
        running = {}
        for name in self.in_turn(dict.fromkeys(name for case in cases for name in case.servers)):
            running[name] = SERVERS[name].start(self.bench)
            self.started[name].append({"ready s": running[name].ready_s, "memory MB": running[name].memory_mb(), "round": self.number})
        if self.options.thorough:
            for process in running.values():
                self._settle(process)
        return running

    def _settle(self, process):
        """Waits until our server has checked its compiled trees: the check takes a fifth of a core from whichever server is measured meanwhile."""
        until = time.monotonic() + MOST_CHECK_S
        for model in self.bench.models if process.server.ours else ():
            while CHECKING in _config(process, model):
                if time.monotonic() > until:
                    raise SystemExit(f"{process.server.label}: compiled trees of {model} are still being checked after {MOST_CHECK_S} s")
                time.sleep(0.2)

    @staticmethod
    def _end(running):
        for process in running.values():
            process.stop()


def _config(process, model):
    with urllib.request.urlopen(f"{process.url}/v2/models/{model}/config", timeout=20) as reply:
        return reply.read().decode()


def half(reached):
    """Returns the fixed rates: half of the weaker of our service and the better Rust, and half of the slowest server; from the first round."""
    rust = max((reached[name] for name in RUSTS if name in reached), default=None)
    ours = reached.get("ours")
    rates = {HALF: min(filter(None, (ours, rust))) / 2} if ours or rust else {}
    slowest = min(reached, key=reached.get)
    if slowest not in RUSTS and not SERVERS[slowest].ours:
        rates[SERVERS[slowest].label] = reached[slowest] / 2
    return rates
