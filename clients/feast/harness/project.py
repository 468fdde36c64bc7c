"""A Feast project on disk: definitions applied, rows materialised, written and pushed with the SDK."""
import importlib.util
import logging
import os
import shutil
import subprocess
import sys
import warnings
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pandas as pd
import yaml
from feast import FeatureStore

NAME = "voice_fraud"
HERE = Path(__file__).resolve().parents[1]

warnings.filterwarnings("ignore", module="feast")
logging.getLogger("feast").setLevel(logging.ERROR)


class Project:
    """Feast project. definitions: a folder beside this one with views.py. folder: of the repo. port and database: of the store."""

    def __init__(self, definitions, folder, port, *, database=0, key_serialization=3, versioning=False):
        self.repo = Path(folder) / "repo"
        self.store_url = f"redis://127.0.0.1:{port}/{database}"
        self.key_serialization = key_serialization
        self.versioning = versioning
        (self.repo / "data").mkdir(parents=True)
        shutil.copy(HERE / definitions / "views.py", self.repo / "views.py")
        (self.repo / "feature_store.yaml").write_text(yaml.safe_dump({
            "project": NAME, "provider": "local", "offline_store": {"type": "file"},
            "registry": {"path": str(self.repo / "registry.db"), "enable_online_feature_view_versioning": versioning},
            "online_store": {"type": "redis", "connection_string": f"127.0.0.1:{port},db={database}"},
            "entity_key_serialization_version": key_serialization}))

    def apply(self, **environment):
        """Applies the definitions under an environment, and reads them."""
        os.environ.update(environment)
        applied = subprocess.run([Path(sys.executable).parent / "feast", "-c", self.repo, "apply"], capture_output=True, text=True)
        if applied.returncode:
            raise RuntimeError(f"feast apply:\n{(applied.stdout + applied.stderr)[-3000:]}")
        spec = importlib.util.spec_from_file_location("views", self.repo / "views.py")
        definitions = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(definitions)
        self.sdk = FeatureStore(str(self.repo))
        self.views = {view.name: view for view in self.sdk.list_all_feature_views()}
        self.services = {service.name: service for service in self.sdk.list_feature_services()}
        self.join_keys = {entity.name: entity.join_key for entity in self.sdk.list_entities()}
        self.key_types = {entity.join_key: entity.value_type.name for entity in self.sdk.list_entities()}
        return definitions

    def materialise(self, frames):
        """Materialises rows. frames: rows by view, in the form of its parquet file."""
        for view, frame in frames.items():
            pd.DataFrame(frame).to_parquet(self.repo / "data" / f"{view}.parquet")
        now = datetime.now(timezone.utc)
        with _quiet():
            self.sdk.materialize(now - timedelta(days=4000), now, feature_views=list(frames))

    def write(self, view, frame):
        with _quiet():
            self.sdk.write_to_online_store(view, df=pd.DataFrame(frame))

    def push(self, source, frame):
        with _quiet():
            self.sdk.push(source, pd.DataFrame(frame))

    def read(self, features, entities):
        """Reads features by the SDK: {feature: [values]}."""
        with _quiet():
            return self.sdk.get_online_features(features=features, entity_rows=entities).to_dict()


class _quiet:
    """Silences Feast, which prints progress on both outputs."""

    def __enter__(self):
        self._silent = open(os.devnull, "w")
        self._outputs = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = self._silent

    def __exit__(self, *_):
        sys.stdout, sys.stderr = self._outputs
        self._silent.close()
