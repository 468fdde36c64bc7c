"""Starts a store and the service, and runs schemathesis with two descriptions until SCHEMATHESIS_CASES requests were sent."""
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import servers
import yaml

from . import models, protocol

CASES = int(os.environ.get("SCHEMATHESIS_CASES", 5000))
SEED = int(os.environ.get("VOXGUARD_SEED", random.randrange(1 << 31)))
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", 150))
OURS = models.ROOT / "feature-serving/service/src/main/resources/META-INF/openapi.yaml"
CHECKED = Path(__file__).resolve().parents[1] / "schemathesis.toml"
ROUNDS = 20


def main(arguments):
    print(f"VOXGUARD_SEED={SEED} SCHEMATHESIS_CASES={CASES}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        descriptions = {"protocol": folder / "protocol.json", "ours": folder / "ours.json"}
        descriptions["protocol"].write_text(json.dumps(protocol.document()))
        descriptions["ours"].write_text(json.dumps(yaml.safe_load(OURS.read_text())))
        url = os.environ.get("VOXGUARD_URL")
        if url:
            return fuzz(url, folder, descriptions, arguments)
        store = servers.Store(folder)
        service = servers.Service(folder, store.url, models.copy(folder))
        try:
            for server in (store, service):
                server.start()
                server.await_ready()
            failed = fuzz(service.url, folder, descriptions, arguments)
            if failed:
                print(service.tail())
            return failed
        finally:
            service.kill()
            store.kill()


def fuzz(url, folder, descriptions, arguments):
    """Runs rounds over both descriptions, each with its own seed; ends with the first round that finds an error."""
    answers, failed = Counter(), 0
    for number in range(ROUNDS):
        for name, description in descriptions.items():
            print(f"== {name}, seed {SEED + number}", flush=True)
            ended, counted = round_of(url, folder, description, SEED + number, arguments)
            answers.update(counted)
            failed = failed or ended
        if failed or asked(answers) >= CASES or arguments:
            break
    told = "\n".join(f"{times:7,} {what}" for what, times in sorted(answers.items()) if not what.endswith(" 405"))
    print(f"{told}\n{asked(answers):,} requests" + ("" if failed else ", none with a 500 or a reply that its description does not have"))
    if not failed and not arguments:
        assert asked(answers) >= CASES, "too few requests"
        assert min(answers["infer, JSON"], answers["infer, raw tensors"]) > 0, "no model has run"
    return failed


def asked(answers):
    return sum(times for what, times in answers.items() if not what.startswith("infer"))


def round_of(url, folder, description, seed, arguments):
    out = folder / "answers.json"
    command = [Path(sys.executable).parent / "schemathesis", "--config-file", CHECKED, "run", description, "--url", url, "--seed", seed, "--max-examples", EXAMPLES,
               "--phases", "examples,coverage,fuzzing", *arguments]
    # the databases of schemathesis and hypothesis are removed with the folder
    ended = subprocess.run([str(part) for part in command], cwd=folder, env={**os.environ, "SCHEMATHESIS_HOOKS": "fuzz.hooks", "FUZZ_ANSWERS": str(out)})
    return ended.returncode, json.loads(out.read_text())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
