"""The probes of the manifests, from the start of a service to its end."""
import signal
from collections.abc import Callable

import pytest
from harness.processes import PROGRAMS, STOP_S, Service, wait_for


@pytest.mark.parametrize("part", PROGRAMS)
def test_probes_answer_from_start_to_stop(start: Callable[[str], Service], part: str):
    service = start(part)
    manifest = service.manifest
    wait_for(lambda: service.probe(manifest.startup) == 200 or not service.running(), f"{part} to have started")
    service.await_ready()
    assert service.probe(manifest.startup) == 200
    assert service.probe(manifest.liveness) == 200

    service.signal(signal.SIGTERM)

    wait_for(lambda: service.probe(manifest.readiness) == 503, f"readiness of {part} to go down", 2)
    # alive for as long as it stops: the kubelet must not kill it
    assert service.probe(manifest.liveness) == 200
    assert service.wait(STOP_S) == 0
    assert service.probe(manifest.readiness) is None


def test_store_that_is_away_takes_feature_serving_not_out_of_service(start: Callable[[str], Service], store):
    service = start("feature-serving").await_ready()

    store.kill()

    assert service.probe(service.manifest.readiness) == 200
    assert service.probe(service.manifest.liveness) == 200


@pytest.mark.parametrize("part", ["feature-update", "event-fanout", "rule-refresh", "score"])
def test_store_that_is_away_does_not_get_a_function_killed(start: Callable[[str], Service], store, part: str):
    service = start(part).await_ready()

    store.kill()

    assert service.probe(service.manifest.liveness) == 200
