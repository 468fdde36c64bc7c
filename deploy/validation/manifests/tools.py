"""kubectl's kustomize, kubeconform, and the judgement of admission."""
import functools
import os
import shutil
import subprocess
from pathlib import Path

TIMEOUT_S = 600
VALIDATION = Path(__file__).resolve().parent.parent
NATIVE = VALIDATION / "admission"


@functools.cache
def build() -> Path:
    """Builds the tools of admission/go.mod, and returns their folder. The first build takes minutes of a core."""
    target = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "voxguard/bin"
    target.mkdir(parents=True, exist_ok=True)
    subprocess.run(["nice", "go", "build", "-p", "1", "-o", f"{target}/", ".", "github.com/yannh/kubeconform/cmd/kubeconform"], cwd=NATIVE, check=True,
                   timeout=TIMEOUT_S)
    return target


def missing() -> list[str]:
    return [tool for tool in ("kubectl", "go") if not shutil.which(tool)]


def render(folder: Path) -> tuple[str, str]:
    """Returns what kustomize makes of a folder, and its complaint if it fails."""
    done = subprocess.run(["kubectl", "kustomize", str(folder)], capture_output=True, text=True, timeout=TIMEOUT_S)
    return (done.stdout, "") if done.returncode == 0 else ("", done.stderr.strip())


def schema_problems(binaries: Path, schemas: Path, rendered: str) -> list[str]:
    template = "{{.ResourceKind}}-{{.Group}}-{{.ResourceAPIVersion}}.json"
    done = subprocess.run([binaries / "kubeconform", "-strict", "-schema-location", f"{schemas}/{template}", "-schema-location",
                           f"{VALIDATION}/schemas/{template}"], input=rendered, capture_output=True, text=True, timeout=TIMEOUT_S)
    return [line.removeprefix("stdin - ") for line in complaints("kubeconform", done)]


def admission_problems(binaries: Path, rendered: str) -> list[str]:
    done = subprocess.run([binaries / "admission"], input=rendered, capture_output=True, text=True, timeout=TIMEOUT_S)
    return complaints("admission", done)


def complaints(tool: str, done: subprocess.CompletedProcess[str]) -> list[str]:
    """Returns the lines of a tool that failed: never empty, also where it was killed before it wrote any."""
    if done.returncode == 0:
        return []
    return (done.stdout + done.stderr).splitlines() or [f"{tool} ended with {done.returncode} and wrote nothing"]
