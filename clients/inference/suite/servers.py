"""The service as a child process with its own store and the models of the zoo."""
import os
from pathlib import Path

from harness import children


class Servers(children.Children):
    def voxguard(self, models):
        """Returns host:port and the store's port. VOXGUARD_SERVER: a jar, or a native executable."""
        store, port = self.redis(), children.free_port()
        server = Path(os.environ.get("VOXGUARD_SERVER", children.ROOT / "feature-serving/service/target/quarkus-app/quarkus-run.jar"))
        command = [children._java(), "-Xmx384m", "--enable-native-access=ALL-UNNAMED", "-jar", server] if server.suffix == ".jar" else [server]
        url = self._server("voxguard", command, port, {
            "PORT": port, "QUARKUS_HTTP_HOST": "127.0.0.1", "STORE_URL": f"redis://127.0.0.1:{store}", "MODELS_DIR": models})
        return url.removeprefix("http://")
