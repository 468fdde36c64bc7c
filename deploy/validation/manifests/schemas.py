"""JSON schemas of Kubernetes' and Knative's objects, made from what the projects publish themselves, as Go modules.

Strict: an object with known properties takes no others, as `kubectl apply --validate=strict` has it."""
import hashlib
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator

import yaml

Schema = dict[str, Any]


@dataclass(frozen=True)
class Module:
    """Go module, with the checksum that its archive must have."""
    path: str
    version: str
    sum: str


KUBERNETES = Module("k8s.io/kubernetes", "v1.34.2", "h1:WQdDvYJazkmkwSncgNwGvVtaCt4TYXIU3wSMRgvp3MI=")
SERVING = Module("knative.dev/serving", "v0.51.0", "h1:yN2Q7eYqJgoPfZkATjoBZyGbZ2P1Qhns9HIMU4mF+to=")
EVENTING = Module("knative.dev/eventing", "v0.50.0", "h1:4GSn7yyMLgpGUqU0vZjcyFKK0vSi3TtZXPVzb7HW7Ds=")
OPENAPI = "api/openapi-spec/v3"
GROUPS = ("api__v1", "apis__apps__v1", "apis__autoscaling__v2", "apis__batch__v1", "apis__networking.k8s.io__v1", "apis__policy__v1",
          "apis__rbac.authorization.k8s.io__v1")
CUSTOM = ((SERVING, "config/core/300-resources"), (EVENTING, "config/core/resources"))
META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"


def folder() -> Path:
    """Returns the folder with the schemas, which are made once for each set of versions."""
    made_from = "".join(f"{module}" for module in (KUBERNETES, SERVING, EVENTING)) + Path(__file__).read_text()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    target = cache / "voxguard/schemas" / hashlib.sha256(made_from.encode()).hexdigest()[:16]
    if not target.exists():
        unfinished = target.with_suffix(f".{os.getpid()}")
        unfinished.mkdir(parents=True)
        write(unfinished)
        try:
            unfinished.rename(target)
        except OSError:  # another process was faster
            shutil.rmtree(unfinished)
    return target


def download(module: Module) -> Path:
    """Fetches a module by the Go command, and returns its folder."""
    done = subprocess.run(["go", "mod", "download", "-json", f"{module.path}@{module.version}"], capture_output=True, text=True, timeout=600, cwd="/")
    if done.returncode != 0:
        raise RuntimeError(f"{module.path}: {done.stdout}{done.stderr}")
    found = json.loads(done.stdout)
    if found["Sum"] != module.sum:
        raise RuntimeError(f"{module.path}@{module.version}: expected the checksum {module.sum}, got {found['Sum']}")
    return Path(found["Dir"])


def write(target: Path) -> None:
    definitions: dict[str, Schema] = {}
    specifications = download(KUBERNETES) / OPENAPI
    for group in GROUPS:
        definitions.update(json.loads((specifications / f"{group}_openapi.json").read_text())["components"]["schemas"])
    definitions = {name: strict(schema) for name, schema in definitions.items()}
    for name, schema in definitions.items():
        for kind in schema.get("x-kubernetes-group-version-kind", ()):
            store(target, kind["group"], kind["version"], kind["kind"], {"$ref": f"#/definitions/{name}"} | needed({"$ref": f"#/definitions/{name}"}, definitions))
    serving = download(SERVING)
    register = (serving / "pkg/apis/autoscaling/register.go").read_text()
    annotations = {f"autoscaling.knative.dev/{name}" for name in re.findall(r'GroupName \+ "/([a-z-]+)"', register)}
    enabled = set(re.findall(r'^ +([\w.-]+): "enabled"', (serving / "config/core/configmaps/features.yaml").read_text(), re.M))
    gated = {}
    for module, crds in CUSTOM:
        source = download(module)
        for file in sorted((source / crds).glob("*.yaml")):
            for document in yaml.safe_load_all(file.read_text()):
                if document and document["kind"] == "CustomResourceDefinition":
                    gated.update(write_custom(target, document["spec"], definitions, enabled))
    (target / "gated.json").write_text(json.dumps(gated))
    (target / "autoscaling.json").write_text(json.dumps(sorted(annotations)))


def needed(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    """Returns the definitions that a schema refers to, also by others."""
    reached: dict[str, Schema] = {}
    open_ends = [schema]
    while open_ends:
        for name in re.findall(r'"#/definitions/([^"]+)"', json.dumps(open_ends.pop())):
            if name not in reached:
                reached[name] = definitions[name]
                open_ends.append(definitions[name])
    return {"definitions": reached}


def write_custom(target: Path, crd: Schema, definitions: dict[str, Schema], enabled: set[str]) -> dict[str, list[str]]:
    """Writes the schemas of a CRD, and returns the paths that are behind a feature flag which is off by default, by kind."""
    gated = {}
    for version in crd["versions"]:
        source = version["schema"]["openAPIV3Schema"]
        schema = strict(source)
        schema["properties"] |= {"apiVersion": {"const": f"{crd['group']}/{version['name']}"}, "kind": {"const": crd["names"]["kind"]},
                                 "metadata": {"$ref": f"#/definitions/{META}"}}
        schema["required"] = sorted({*schema.get("required", ()), "metadata"})
        store(target, crd["group"], version["name"], crd["names"]["kind"], schema | needed(schema, definitions))
        gated[f"{crd['group']}/{version['name']} {crd['names']['kind']}"] = sorted(flagged(source, "", enabled))
    return gated


def flagged(schema: Schema, path: str, enabled: set[str]) -> Iterator[str]:
    for name, of_property in schema.get("properties", {}).items():
        flag = re.search(r"feature flag -? ?([\w.-]*\w)", of_property.get("description", ""))
        if not flag:
            yield from flagged(of_property, f"{path}/{name}", enabled)
        elif flag[1] not in enabled:
            yield f"{path}/{name}"
    if isinstance(schema.get("items"), dict):
        yield from flagged(schema["items"], f"{path}/*", enabled)


def store(target: Path, group: str, version: str, kind: str, schema: Schema) -> None:
    # kubeconform's name for the group of v1
    (target / f"{kind.lower()}-{group or version}-{version}.json").write_text(json.dumps(schema))


def strict(schema: Any) -> Any:
    """Returns a schema of OpenAPI 3.0 as one of JSON Schema that allows no unknown properties."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: strict(value) for key, value in schema.items() if key not in ("description", "default", "example", "nullable")}
    if "$ref" in made and isinstance(made["$ref"], str):
        made["$ref"] = made["$ref"].replace("#/components/schemas/", "#/definitions/")
    # those of properties that bear the name of a keyword are schemas, which the recursion has kept
    if isinstance(schema.get("properties"), dict):
        made["properties"] = {name: strict(value) for name, value in schema["properties"].items()}
        open_ended = schema.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in schema
        if not open_ended:
            made["additionalProperties"] = False
    if schema.get("x-kubernetes-int-or-string"):
        made.pop("type", None)
        made["anyOf"] = [{"type": "integer"}, {"type": "string"}]
    # kubeconform knows neither the formats of Go nor that of a quantity
    if made.get("format") in ("int-or-string", "int32", "int64", "double", "byte"):
        made.pop("format")
    if schema.get("nullable") and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    return made
