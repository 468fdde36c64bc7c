"""Random requests for online features, and the replies to them by name."""
import random
from dataclasses import dataclass, field

import requests

_SESSION = requests.Session()


@dataclass(frozen=True)
class Shown:
    """Content of a column of the reply. key: the column of entities for each join key of the view."""

    view: str
    feature: str
    key: dict


@dataclass
class Request:
    """entities: by column, as the keys mean them. columns: Shown by name in the reply. strange: fields whose keys only Feast accepts for their type."""

    body: dict
    entities: dict
    columns: dict
    strange: list = field(default_factory=list)

    def keys(self, shown):
        """Returns the key of each entity for a view: {join key: value}."""
        rows = len(next(iter(self.entities.values())))
        return [{join_key: self.entities[column][row] for join_key, column in shown.key.items()} for row in range(rows)]


def ask(url, body, path="get-online-features"):
    """Returns status code and reply: results by name if there are any, else the body."""
    try:
        reply = _SESSION.post(f"{url}/{path}", json=body, timeout=20)
    except requests.exceptions.ConnectionError:  # Feast had closed the persistent connection: no reply, so the request may be repeated
        _SESSION.close()
        reply = _SESSION.post(f"{url}/{path}", json=body, timeout=20)
    if reply.status_code >= 500:
        _SESSION.close()  # Feast closes the connection then, without announcing it
    try:
        answer = reply.json()
    except requests.exceptions.JSONDecodeError:
        answer = reply.text
    if not isinstance(answer, dict) or "metadata" not in answer:
        return reply.status_code, answer
    names = answer["metadata"]["feature_names"]
    assert len(set(names)) == len(names) == len(answer["results"]), names
    return reply.status_code, dict(zip(names, answer["results"]))


class Asker:
    """Generator of requests for a project. population: values to request by join key. hidden: views requested by other means."""

    def __init__(self, project, population, seed, hidden=()):
        self._project = project
        self._views = [view for name, view in project.views.items() if name not in hidden]
        self._services = list(project.services.values())
        self._population = population
        self._rng = random.Random(seed)
        # an entity may be called by its name; of other types than these Feast then does not know the type of the key
        self._names = {key: name for name, key in project.join_keys.items() if project.key_types[key] in ("STRING", "INT64")}

    def request(self, *, strange=False):
        """strange: join keys of a type other than declared, which Feast coerces."""
        rng = self._rng
        full = rng.random() < 0.5
        body, columns = self._of_service(full) if rng.random() < 0.3 else self._of_references(full)
        needed = {column: join_key for shown in columns.values() for join_key, column in shown.key.items()}
        rows = rng.choice([1, 1, 1, 2, 3, rng.randrange(1, 21)])
        entities = {column: rng.choices(self._population[join_key], k=rows) for column, join_key in (self._unneeded(needed) | needed).items()}
        request = Request({**body, "full_feature_names": full}, entities, columns)
        sent = dict(entities)
        if strange:
            request.strange = self._coerced(sent, needed)
        elif rng.random() < 0.1:
            sent["no_such_key"] = [rng.choice([1, "a", 0.5, True])] * rows
        elif rng.random() < 0.1:
            sent = {self._names.get(column, column): values for column, values in sent.items()}
        request.body["entities"] = sent
        return request

    def whole_views(self):
        """Yields a request for each view with one join key: all of its features, for every value of the key. The rare rows are among them."""
        for view in self._views:
            if len(view.entity_columns) == 1:
                key = view.entity_columns[0].name
                columns = {feature.name: self._shown(view.name, feature.name, {}) for feature in view.features}
                entities = {key: list(self._population[key])}
                references = [f"{view.name}:{name}" for name in columns]
                yield Request({"features": references, "full_feature_names": False, "entities": entities}, entities, columns)

    def _unneeded(self, needed):
        """Adds columns of join keys that no view of the request has: sometimes, and always if there were no columns."""
        if needed and self._rng.random() < 0.85:
            return {}
        others = sorted(self._population.keys() - needed.keys())
        return {other: other for other in self._rng.sample(others, min(len(others), self._rng.choice([1, 1, 2])))}

    def _of_service(self, full):
        while True:
            service = self._rng.choice(self._services)
            columns = {}
            shown = [(projection, feature.name) for projection in service.feature_view_projections for feature in projection.features]
            for projection, feature in shown:
                name = f"{projection.name_to_use()}__{feature}" if full else feature
                columns[name] = self._shown(projection.name, feature, projection.join_key_map)
            if len(columns) == len(shown):
                return {"feature_service": service.name}, columns

    def _of_references(self, full):
        columns = {}
        references = []
        for view in self._rng.sample(self._views, self._rng.choice([1, 1, 2, 3])):
            features = [feature.name for feature in view.features]
            for feature in self._rng.sample(features, self._rng.randrange(1, len(features) + 1)):
                name = f"{view.name}__{feature}" if full else feature
                if name not in columns:
                    columns[name] = self._shown(view.name, feature, {})
                    references.append(f"{view.name}{self._rng.choice([''] * 9 + ['@latest'])}:{feature}")
        self._rng.shuffle(references)
        return {"features": references}, columns

    def _shown(self, view, feature, renamed):
        keys = [column.name for column in self._project.views[view].entity_columns]
        return Shown(view, feature, {key: renamed.get(key, key) for key in keys})

    def _coerced(self, entities, needed):
        """Changes some keys to values that Feast takes for the same or another key; returns the first position in each column."""
        strange = []
        for column, join_key in needed.items():
            values = list(entities[column])
            at = self._rng.randrange(len(values))
            for row in range(at, len(values)):
                if row == at or self._rng.random() < 0.5:
                    values[row] = self._other(self._project.key_types[join_key], values[row])
            entities[column] = values
            strange.append(f"entities.{column}[{at}]")
        return strange

    def _other(self, kind, value):
        if kind == "STRING":
            return self._rng.choice([42, 2.5, True, False, 0.1, -0.0, 1e16, 1e-5, 123456789.125, 2**63 - 1, -7])
        fractions = [] if kind == "UNIX_TIMESTAMP" else [41.5, -41.5, float(value) if abs(value) < 1 << 31 else 0.0]
        return self._rng.choice([str(value), f" {value} ", True, "7", *fractions])
