"""All checks of a working copy."""
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

from . import dockerfiles, rules, schemas, tools
from .objects import Objects

BASES = ("kubernetes/base", "kubernetes/overlays/dev", "kubernetes/overlays/prod", "knative/base", "knative/overlays/dev", "knative/overlays/prod")
# components that no overlay here uses are checked on top of a base
OPTIONAL = {"knative/base with kafka": ("knative/base", "parts/kafka"),
            "knative/base with kafka-source": ("knative/base", "knative/kafka-source"),
            "knative/base with kafka-broker": ("knative/base", "knative/kafka-broker")}


@dataclass(frozen=True)
class Result:
    problems: list[str]
    rendered: int
    objects: int
    dockerfiles: int


def run(root: Path, only: str | None = None) -> Result:
    """Checks a working copy; `only` names one of what is rendered, for tests."""
    binaries, made = tools.build(), schemas.folder()
    context = rules.Context.of(root, made)
    found = [*image_problems(root / "deploy"), *unused_secrets(root, context)]
    count = 0
    with tempfile.TemporaryDirectory() as scratch:
        wanted = {where: folder for where, folder in folders(root / "deploy", Path(scratch)).items() if only in (None, where)}
        for where, folder in wanted.items():
            rendered, complaint = tools.render(folder)
            if complaint:
                found.append(f"{where}: {complaint}")
                continue
            objects = Objects.read(rendered)
            count += len(objects.all)
            # the rules rely on the forms that schemas and admission have seen to
            here = [*tools.schema_problems(binaries, made, rendered), *tools.admission_problems(binaries, rendered)] or rules.problems(objects, context)
            found += [f"{where}: {problem}" for problem in here]
    files = dockerfiles.all_of(root)
    found += [problem for file in files for problem in dockerfiles.problems(root, file)]
    return Result(found, len(wanted), count, len(files))


def folders(deploy: Path, scratch: Path) -> dict[str, Path]:
    """Returns what is rendered: the folders of a copy, in which optional components get a kustomization that uses them."""
    copy = scratch / "deploy"
    for part in ("parts", "kubernetes", "knative"):
        shutil.copytree(deploy / part, copy / part)
    found = {where: copy / where for where in BASES}
    for number, (where, (base, component)) in enumerate(OPTIONAL.items()):
        folder = copy / f"optional-{number}"
        folder.mkdir()
        (folder / "kustomization.yaml").write_text(f"resources: [../{base}]\ncomponents: [../{component}]\nnamespace: voxguard\n")
        found[where] = folder
    return found


def image_problems(deploy: Path) -> list[str]:
    """Every image stands once in parts/images, and overlays name no others."""
    listed = [image["name"] for image in yaml.safe_load((deploy / "parts/images/kustomization.yaml").read_text())["images"]]
    found = [f"parts/images: {name} is named {listed.count(name)} times" for name in sorted(set(listed)) if listed.count(name) > 1]
    for file in sorted(deploy.glob("k*/**/*.yaml")):
        for document in yaml.safe_load_all(file.read_text()):
            if isinstance(document, dict) and file.name == "kustomization.yaml":
                found += [f"{file.relative_to(deploy)}: {image['name']} is not in parts/images" for image in document.get("images", ())
                          if image["name"] not in listed]
    for pod in (pod for base in ("kubernetes/base", "knative/base") for pod in Objects.read(tools.render(deploy / base)[0]).pods()):
        if pod.container["image"].split(":")[0] not in listed:
            found.append(f"{pod.name}: {pod.container['image']} is not in parts/images")
    return found


def unused_secrets(root: Path, context: rules.Context) -> list[str]:
    """A Secret's key that deploy/README.md asks for is referred to somewhere."""
    sources = "\n".join(file.read_text() for part in ("parts", "kubernetes", "knative") for file in sorted((root / "deploy" / part).rglob("*.yaml")))
    return [f"deploy/README.md: nothing refers to the key {key} of the Secret {secret}" for secret, keys in context.secrets.items() for key in sorted(keys)
            if f"secretKeyRef: {{name: {secret}, key: {key}}}" not in sources and f"secretName: {secret}, items: [{{key: {key}," not in sources]
