"""Cost of rules beside the model (docs/score.md): our service without rules, with a hundred and with a thousand, on the JVM and as an executable, alternating."""
import hashlib
import json
import socket
import time

from . import conditions, models, store
from .cases import BATCH, WHOLE, Case
from .data import View
from .exchanges import Score
from .rounds import Rounds, say
from .servers import NATIVE_RULES, RULES, SERVERS, Bench
from .tables import cell, median, table

COLUMNS = ("calls/s", "P50 ms", "P99 ms", "service µs/call", "store µs/call", "bytes/call", "memory MB")


def measure(folder, options):
    """Yields the figures of all rounds so far."""
    view = View()
    bench = Bench(folder, view, models.lay_out(folder / "models", view), store.chosen(folder, options.overwrite_store), folder / "models")
    store.write(bench.store, view, options.callers, view.values)
    for name, count in RULES.values():
        publish(bench.store, name, view, count)
    options.paced, rounds = False, Rounds(bench, options)
    servers, gbm = [name for name in ("ours", *RULES, "ours-native", *NATIVE_RULES) if name in options.servers], bench.models["bench-gbm"]
    for number in range(options.rounds):
        rounds.number = number
        for exchange, connections in ((Score(view, gbm, 1), 32), (Score(view, gbm, BATCH), 16)):
            name = "single score, 32 connections" if exchange.single else f"batch of {BATCH}, JSON"
            rounds.group([Case(name, "rules", exchange, connections, tuple(servers), WHOLE if exchange.single else None)])
        say(f"round {number + 1} of {options.rounds} done")
        yield {"closed": rounds.closed}


def rule(number, view):
    """Returns a rule that compares three values and fires for few callers. It does not affect decisions, so that answers stay equally long."""
    count, ratio = view.names[number % (2 * view.features // 3)], view.names[-1 - number % (view.features // 3)]
    condition = f"{view.name}.{count} > {300 + number}.0 && ({view.name}.{ratio} > 0.5 || call.callee.startsWith('+{number}'))"
    return {"action": "flag", "condition": condition, "id": f"r-{number:04}", "name": f"Rule {number}", "owner": "benchmark", "priority": 0, "typology": "made-up"}


def publish(server, name, view, count):
    """Publishes revision 1 as specified in docs/wire/rules.md."""
    snapshot = {"format": "voxguard.rules.v1", "rules": [rule(number, view) for number in range(count)], "set": name}
    blob = json.dumps(snapshot, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
    pointer = f"1|{hashlib.sha256(blob).hexdigest()}|{len(blob)}|{count}|{int(time.time() * 1000)}||".encode()
    with socket.create_connection(server.address) as connection:
        for key, value in (("v:1", blob), ("cur", pointer)):
            key = f"{{rules:{name}}}:{key}".encode()
            connection.sendall(b"*3\r\n$3\r\nSET\r\n$%d\r\n%b\r\n$%d\r\n%b\r\n" % (len(key), key, len(value), value))
            if connection.recv(64) != b"+OK\r\n":
                raise SystemExit(f"the store refused {key!r}")


def report(results):
    rows = []
    for case, servers in results["closed"].items():
        for name, rounds in servers.items():
            without = "ours-native" if name.startswith("ours-native") else "ours"
            most = median(servers.get(without, []), "calls/s")
            rows.append([case, SERVERS[name].label, f"{median(rounds, 'calls/s') / most:.2f}" if most else "", *(cell(rounds, column, spread=column == "calls/s") for column in COLUMNS)])
    return "\n".join(["## Cost of rules beside the model\n", conditions.sentence(results["conditions"]) + " Each rule compares two features and the callee; few fire.\n",
                      table(["", "", "to the same without", *COLUMNS], rows)])
