"""Operations on models while they serve. Each verifies its result, or raises."""
import requests

from .asking import Asker, Wrong
from .versions import FLAWS


def goes_on(document, flawed, served):
    """Checks that a model keeps serving when its policy names a version that cannot serve, and that it gives the reason."""
    rows = [row for row in document["versions"] if row["version"] == flawed]
    if document["serving"] not in served or any(row["state"] == "READY" for row in rows):
        raise Wrong(f"{flawed} cannot serve, {served} did, and now {document['serving']} does: {rows}")
    if document["policy"].get("version") == flawed and not any(row.get("reason") for row in rows):
        raise Wrong(f"{flawed} is pinned and cannot serve, and nothing says why: {document}")


class Control:
    """Operations on one model. numbers: version numbers that no other model uses. good: versions that can serve and were loaded."""

    def __init__(self, url, model, versions, draw, numbers):
        self.model = model
        self.good = []
        self._url = url
        self._versions = versions
        self._draw = draw
        self._numbers = numbers
        self._appeared = []
        self._bad = []
        self._half = []
        self._asker = Asker(url, versions)
        self._ask = self._asker.plain if "tensors" in model else self._asker.calls
        self.operations = [self.load, self.latest, self.pinned, self.canary, self.shadow, self.rollback, self.new, self.new_without_load,
                           self.new_in_pieces, self.flawed, self.pinned_to_flawed, self.unload_of_nothing]

    def load(self):
        self._expect(self._post(f"/v2/repository/models/{self.model}/load"), 200)
        self.good += self._appeared
        self._appeared = []

    def latest(self):
        self._put({"policy": "latest"})

    def pinned(self, version=None):
        version = version or self._draw.choice(self.good)
        self._put({"policy": "pinned", "version": version})
        self.answers_are_by({version})

    def canary(self):
        version, candidate = self._draw.sample(self.good, 2)
        self._put({"policy": "canary", "version": version, "candidate": candidate, "percent": self._draw.choice([0, 1, 50, 99.5, 100])})
        self.answers_are_by({version, candidate})

    def shadow(self):
        version, candidate = self._draw.sample(self.good, 2)
        self._put({"policy": "shadow", "version": version, "candidate": candidate})
        self.answers_are_by({version})

    def rollback(self):
        """Returns whether there was a version to roll back to."""
        reply = self._post(f"/v1/models/{self.model}/rollback")
        self._expect(reply, 200, 409)
        if reply.status_code == 200:
            self.answers_are_by({reply.json()["serving"]})
        return reply.status_code == 200

    def new(self):
        """Publishes a version and loads it; under `latest` it serves at once."""
        self.new_without_load()
        self.load()
        if self.document()["policy"]["policy"] == "latest":
            self.answers_are_by({max(self.good, key=int)})

    def new_without_load(self):
        version = str(next(self._numbers))
        self._versions.publish(self.model, version)
        self._appeared.append(version)

    def new_in_pieces(self):
        """Copies one more file of a version; it may serve once it is complete."""
        if not self._half:
            version = str(next(self._numbers))
            self._half = [version, self._versions.publish_slowly(self.model, version)]
        if next(self._half[1], None) is None:
            self._appeared.append(self._half[0])
            self._half = []

    def flawed(self, flaw=None):
        """Publishes a version that must never serve: it has no known scores, so any answer by it is wrong."""
        version = str(next(self._numbers))
        self._versions.publish(self.model, version, flaw or self._draw.choice(FLAWS))
        self._bad.append(version)

    def pinned_to_flawed(self):
        """Pins a flawed version: it is refused, or accepted and shown as not serving; in either case the former version keeps serving."""
        if self._bad:
            before, version = self.document(), self._draw.choice(self._bad)
            served = {before["serving"]}
            if before["policy"]["policy"] == "latest":
                served |= {*self._appeared, *self.good}  # a published version may have been found in between
            reply = requests.put(f"{self._url}/v1/models/{self.model}/policy", json={"policy": "pinned", "version": version}, timeout=20)
            goes_on(self.document(), version, served)
            if reply.status_code != 200 and not 400 <= reply.status_code < 500:
                raise Wrong(f"pinned to a version that cannot serve: {reply.status_code} {reply.text[:300]}")

    def unload_of_nothing(self):
        self._expect(self._post("/v2/repository/models/no-such-model/unload"), 404)

    def document(self):
        reply = requests.get(f"{self._url}/v1/models/{self.model}", timeout=20)
        self._expect(reply, 200)
        return reply.json()

    def answers_are_by(self, versions):
        answered = {row.version for row in self._asker.check(self._ask([0, 1, 2]), self.model)}
        if not answered <= versions:
            raise Wrong(f"{self.model}: answered by {answered}, not {versions}")

    def _put(self, policy):
        reply = requests.put(f"{self._url}/v1/models/{self.model}/policy", json=policy, timeout=20)
        self._expect(reply, 200)
        if reply.json()["policy"] != policy:
            raise Wrong(f"policy {policy} is {reply.json()['policy']}")

    def _post(self, path):
        return requests.post(self._url + path, timeout=20)

    @staticmethod
    def _expect(reply, *statuses):
        if reply.status_code not in statuses:
            raise Wrong(f"{reply.request.method} {reply.request.path_url}: {reply.status_code}, not {statuses}: {reply.text[:300]}")
