"""SIGTERM under load: every request that was accepted has its answer, and the process ends in time with code 0."""
import json
import signal
import time
from collections.abc import Callable

import pytest
from cloudevents.core.bindings.http import HTTPMessage, to_structured_event
from harness.events import FUNCTIONS, call_started
from harness.load import Load
from harness.processes import STOP_S, Service, wait_for

WARM = 2000


def score_request() -> HTTPMessage:
    data = {name: value for name, value in call_started().get_data().items() if name != "started_at"}
    return HTTPMessage({"content-type": "application/json"}, json.dumps(data).encode())


REQUESTS: dict[str, tuple[str, int, Callable[[], HTTPMessage]]] = {
    "feature-serving": ("/v1/score", 200, score_request),
    **{name: ("/", FUNCTIONS[name].status, lambda name=name: to_structured_event(FUNCTIONS[name].example())) for name in ("feature-update", "event-fanout", "score")},
}


@pytest.mark.parametrize("part", REQUESTS)
def test_no_request_is_lost(start: Callable[[str], Service], part: str, record_property):
    path, status, request = REQUESTS[part]
    service = start(part).await_ready()
    with Load(service.port, path, request) as load:
        wait_for(lambda: load.answered() > WARM, f"{WARM} answers", 60)
        told, before = time.monotonic(), load.answered()
        service.signal(signal.SIGTERM)
        code = service.wait(STOP_S)
        took = time.monotonic() - told
    tally = load.tally
    print(f"\n{part}: {before} answers before SIGTERM, {tally.statuses.total() - before} after it, the last {tally.last_answer - told:.2f} s later; "
          f"connections refused from {tally.first_refusal - told:.2f} s on; {len(tally.lost)} lost; code {code} after {took:.1f} s")
    assert not tally.lost, tally.lost[:5]
    assert set(tally.statuses) == {status}, tally.statuses
    assert tally.statuses.total() > before, "it was under load when it was told to stop"
    # load balancers notice late: new connections were accepted meanwhile
    assert tally.first_refusal - told > 2
    assert code == 0
