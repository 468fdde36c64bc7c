"""The pod security of the manifests: the services work as a user without capabilities, on a read-only file system with /tmp."""
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cloudevents.core.bindings.http import to_structured_event
from harness.events import FUNCTIONS
from harness.processes import PROGRAMS, STOP_S, Service, command, open_to_all

SCRIPT = Path(__file__).resolve().parents[1] / "harness/restricted.sh"
WRAPPER = ("unshare", "--mount", "sh", str(SCRIPT))


def obstacle() -> str | None:
    """Returns why the test cannot run on this machine."""
    if os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("setpriv"):
        return "needs root, unshare and setpriv"
    if subprocess.run([*WRAPPER, "true"], capture_output=True, timeout=30).returncode != 0:
        return "a mount namespace is not allowed here"
    readable = subprocess.run([*WRAPPER, "test", "-r", command("feature-serving")[-1]], capture_output=True, timeout=30)
    return None if readable.returncode == 0 else "the services are in a folder that other users may not read"


@pytest.mark.parametrize("part", PROGRAMS)
def test_service_works_in_a_restricted_pod(start: Callable[..., Service], tmp_path: Path, part: str):
    if why := obstacle():
        pytest.skip(why)
    open_to_all(tmp_path)
    service = start(part, WRAPPER).await_ready()
    if part in FUNCTIONS:
        message = to_structured_event(FUNCTIONS[part].example())
        assert service.post(message.headers, message.body).status_code == FUNCTIONS[part].status
    service.signal(signal.SIGTERM)
    assert service.wait(STOP_S) == 0
