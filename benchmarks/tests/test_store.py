"""A store named by STORE_URL, with a server that answers two commands."""
import os
import socketserver
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

from harness import store

INFO = {"dragonfly": "redis_version:7.4.0\r\ndragonfly_version:df-v1.30.0\r\n", "redis": "# Server\r\nredis_version:7.0.15\r\n",
        "cpu": "used_cpu_sys:1.5\r\nused_cpu_user:2.25\r\n"}


class Store(socketserver.ThreadingTCPServer):
    """Answers DBSIZE with `keys`, and INFO of any section with that of `engine`."""

    daemon_threads = True

    def __init__(self, keys=0, engine="redis"):
        self.keys, self.engine = keys, engine
        super().__init__(("127.0.0.1", 0), Answers)
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.server_address[1]}"

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Answers(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            text = INFO[self.server.engine]
            self.wfile.write(f":{self.server.keys}\r\n".encode() if line.startswith(b"DBSIZE") else f"${len(text)}\r\n{text}\r\n".encode())


def chosen(url, **options):
    with mock.patch.dict(os.environ, {"STORE_URL": url}), tempfile.TemporaryDirectory() as folder:
        return store.chosen(Path(folder), **options)


class NamedStoreTest(unittest.TestCase):
    def test_empty_store_is_used(self):
        with Store() as server:
            self.assertEqual(chosen(server.url).address, server.server_address)

    def test_store_with_keys_is_refused(self):
        with Store(keys=3) as server, self.assertRaisesRegex(SystemExit, "expected an empty store, got 3 keys"):
            chosen(server.url)

    def test_store_with_keys_is_used_on_request(self):
        with Store(keys=3) as server:
            self.assertEqual(chosen(server.url, overwrite=True).keys(), 3)

    def test_dragonfly_is_not_taken_for_the_redis_that_it_resembles(self):
        with Store(engine="dragonfly") as server:
            self.assertEqual(store.Named(server.url).engine(), "DragonflyDB v1.30.0")

    def test_redis_is_named_with_its_version(self):
        with Store() as server:
            self.assertEqual(store.Named(server.url).engine(), "Redis 7.0.15")

    def test_process_on_this_machine_is_found_by_its_port(self):
        with Store() as server:
            self.assertEqual(store.Named(server.url).pid, os.getpid())

    def test_store_elsewhere_reports_its_own_time(self):
        with Store(engine="cpu") as server:
            named = store.Named(server.url)
            named.here = False
            self.assertEqual(named.cpu_seconds(), 3.75)

    def test_password_is_refused_and_not_shown(self):
        with self.assertRaises(SystemExit) as refused:
            store.Named("redis://user:secret@127.0.0.1:6379")
        self.assertNotIn("secret", str(refused.exception))


if __name__ == "__main__":
    unittest.main()
