"""Scores calls over HTTP."""
import requests


class ScoringError(Exception):
    """Refusal by the service: status, and field with the expected and the actual value."""

    def __init__(self, status, error):
        super().__init__(f"{status}: {error.get('message', error)}")
        self.status = status
        self.field = error.get("field")
        self.expected = error.get("expected")
        self.got = error.get("got")


class ScoringClient:
    """Client for scoring. url: http://host:port. timeout: seconds for connecting and for each wait; never unbounded. One client per thread."""

    def __init__(self, url, timeout=2.0):
        self._url = url.rstrip("/")
        self._timeout = timeout
        self._session = requests.Session()

    def score(self, call):
        """Scores one call, a dict that includes its options (model, deadline_ms, strict). Returns the reply as a dict."""
        return self._post("/v1/score", call)

    def score_batch(self, calls, **options):
        """Scores up to 1,024 calls in one request. Returns a list in order: each a result, or a dict with `error`."""
        return self._post("/v1/score/batch", {"calls": calls, **options})["results"]

    def _post(self, path, body):
        reply = self._session.post(self._url + path, json=body, timeout=self._timeout)
        if reply.status_code != 200:
            try:
                error = reply.json().get("error", {})
            except requests.exceptions.JSONDecodeError:
                error = {"message": reply.text[:200]}
            raise ScoringError(reply.status_code, error)
        return reply.json()
