"""What feature serving does with the environment of its manifest."""
from collections.abc import Callable

import requests
from harness.events import call_started
from harness.processes import Service, Store, wait_for


def test_port_and_environment_are_those_of_the_platform(start: Callable[[str], Service], store: Store):
    service = start("feature-serving").await_ready()
    call = {name: value for name, value in call_started().get_data().items() if name != "started_at"}

    reply = requests.post(f"{service.url}/v1/score", json=call, timeout=10)

    assert reply.status_code == 200
    assert reply.json()["decision"] in ("allow", "review", "block")
    # VOXGUARD_MODELS_CONTROL=false
    assert requests.post(f"{service.url}/v2/repository/models/call-fraud-gbm/load", timeout=10).status_code in (403, 404, 405)
    # VOXGUARD_CALLS_STREAM: what feature-update reads
    started = call_started()
    posted = requests.post(f"{service.url}/v1/calls/{started.get_data()['call_id']}/events",
                           json={name: value for name, value in started.get_data().items() if name != "call_id"} | {"type": "started"}, timeout=10)
    assert posted.status_code < 300, posted.text
    wait_for(lambda: store.client.xlen("voxguard:calls") == 1, "the event of the call in the stream", 10)


def test_bad_requests_are_refused_for_good(start: Callable[[str], Service]):
    service = start("feature-serving").await_ready()
    for body, status in ((b"{", 400), (b"{}", 400), (b" " * 5_000_000, 413)):
        assert requests.post(f"{service.url}/v1/score", data=body, headers={"content-type": "application/json"}, timeout=10).status_code == status
    assert requests.post(f"{service.url}/v1/nothing", data=b"{}", timeout=10).status_code == 404
