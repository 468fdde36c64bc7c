"""What the rendered manifests say of each part: environment and probes."""
import functools
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]
RENDERED = ROOT / "deploy/knative/base"


@dataclass(frozen=True)
class Probe:
    path: str
    timeout_s: float


@dataclass(frozen=True)
class Manifest:
    """Container of a part. `secrets` has the key of the Secret that each variable comes from."""
    name: str
    variables: dict[str, str]
    secrets: dict[str, str]
    startup: Probe
    readiness: Probe
    liveness: Probe
    documents: dict[str, str]


@functools.cache
def rendered() -> dict[str, Manifest]:
    done = subprocess.run(["kubectl", "kustomize", str(RENDERED)], check=True, capture_output=True, text=True, timeout=60)
    objects = [made for made in yaml.safe_load_all(done.stdout) if made]
    maps = {made["metadata"]["name"]: made["data"] for made in objects if made["kind"] == "ConfigMap"}
    return {made["metadata"]["name"]: _manifest(made, maps) for made in objects if "containers" in made.get("spec", {}).get("template", {}).get("spec", {})}


def _manifest(made: dict[str, Any], maps: dict[str, dict[str, str]]) -> Manifest:
    pod = made["spec"]["template"]["spec"]
    container = pod["containers"][0]
    mounted = {volume["name"]: maps[volume["configMap"]["name"]] for volume in pod["volumes"] if "configMap" in volume}
    documents = {f"{mount['mountPath']}/{file}": text for mount in container["volumeMounts"] for file, text in mounted.get(mount["name"], {}).items()}
    return Manifest(made["metadata"]["name"],
                    {variable["name"]: variable["value"] for variable in container["env"] if "value" in variable},
                    {variable["name"]: variable["valueFrom"]["secretKeyRef"]["key"] for variable in container["env"] if "valueFrom" in variable},
                    *(Probe(container[probe]["httpGet"]["path"], container[probe]["timeoutSeconds"]) for probe in ("startupProbe", "readinessProbe", "livenessProbe")),
                    documents)
