"""Alerting, sent to by the reference implementation's signer, killed again and again."""
import json
import random
import threading
import urllib.error
import urllib.request
from collections import defaultdict
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sample import event
from servers import EVENTS as HERE
from servers import Process, free_port, wait_for
from standardwebhooks import Webhook

SECRETS = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_bmV4dC1zZWNyZXQtb2YtMjQtYnl0ZXM="]
EVENTS, CALLERS, KILLS = 400, 20, 8


class Pagers:
    """Server that pages are posted to; refuses a third of them."""

    def __init__(self):
        self.pages, draw = [], random.Random(7)
        pages = self.pages

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                page = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                refused = draw.random() < 0.3
                if not refused:
                    pages.append(page)
                self.send_response(500 if refused else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()


@pytest.fixture
def pagers():
    pagers = Pagers()
    yield pagers
    pagers.close()


class Alerting(Process):
    def __init__(self, folder, *options):
        self._url = f"http://127.0.0.1:{(port := free_port())}/"
        super().__init__(folder / "alerting.log", HERE / "alerting/bin/alerting", "--listen", f"127.0.0.1:{port}", *options, ALERTS_SECRETS=" ".join(SECRETS))

    def post(self, body, content_type="application/cloudevents+json", secret=SECRETS[0], id="m-1", **changed):
        """Sends a signed request and returns its status; 0 if there was no answer."""
        now = datetime.now(timezone.utc)
        headers = {"Content-Type": content_type, "Webhook-Id": id, "Webhook-Timestamp": str(int(now.timestamp())),
                   "Webhook-Signature": Webhook(secret).sign(id, now, body), **changed}
        try:
            with urllib.request.urlopen(urllib.request.Request(self._url, body.encode(), headers), timeout=10) as reply:
                return reply.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0


def test_signed_events_are_accepted_and_others_refused(started, tmp_path):
    alerting = Alerting(tmp_path).start()
    started.append(alerting)
    wait_for(lambda: alerting.post(json.dumps(event("0", severity="info"))) == 202, "the receiver")
    body = json.dumps(event("1"))

    assert alerting.post(body, secret=SECRETS[1]) == 202
    assert alerting.post(json.dumps([event("2"), event("3")]), "application/cloudevents-batch+json") == 202
    assert alerting.post(body, secret="whsec_" + "A" * 32) == 401
    assert alerting.post(body, **{"Webhook-Timestamp": "1"}) == 401
    assert alerting.post("{") == 400
    wait_for(lambda: b'"dedup_key"' in alerting.log.read_bytes(), "a printed page")
    assert alerting.terminate() == 0


def test_every_accepted_event_is_paged_once_while_the_receiver_is_killed(pagers, started, tmp_path):
    draw = random.Random(7)
    alerting = Alerting(tmp_path, "--page-url", pagers.url, "--page-every", "1s", "--state", tmp_path / "alerting.db").start()
    started.append(alerting)
    kills = set(draw.sample(range(EVENTS), KILLS))
    for number in range(EVENTS):
        body = json.dumps(event(str(number), caller=f"+{number % CALLERS}"))
        if number in kills:
            killer = threading.Timer(draw.random() / 200, alerting.kill)
            killer.start()
            alerting.post(body)  # accepted or not: the sender repeats it, as it does after a lost reply
            killer.join()
            alerting.start()
        wait_for(lambda: alerting.post(body) == 202, "the receiver")

    wait_for(lambda: sum(counted(pagers.pages).values()) >= EVENTS, "all pages")
    assert counted(pagers.pages) == {f"+{caller}": EVENTS // CALLERS for caller in range(CALLERS)}
    # No request was lost by the pager: one that was killed before it noted a page sends it again, with the same key.
    assert len({page["dedup_key"] for page in pagers.pages}) >= len(pagers.pages) - KILLS


def counted(pages):
    """Events of each caller; a page that was repeated counts once."""
    counts = defaultdict(dict)
    for page in list(pages):
        counts[page["caller"]][page["dedup_key"]] = page["count"]
    return {caller: sum(pages.values()) for caller, pages in counts.items()}
