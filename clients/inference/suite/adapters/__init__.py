"""Request forms by name. Each is imported on demand, since two of the clients cannot be installed together."""
import importlib

WAYS = {
    "triton-http": ("triton_http", ["binary", "json", "binary-gzip", "binary-deflate", "json-gzip", "json-deflate"]),
    "triton-grpc": ("triton_grpc", ["raw", "raw-gzip", "typed"]),
    "requests": ("plain", ["nested", "flat", "binary"]),
    "kserve-rest": ("kserve_rest", ["json", "binary"]),
    "kserve-grpc": ("kserve_grpc", ["raw", "typed"]),
}
# those of the first environment, and those that also support metadata, statistics and the repository
HERE = ["triton-http", "triton-grpc", "requests"]
OPERATORS = ["triton-http-binary", "triton-grpc-raw", "requests-flat"]


def names(clients):
    return [f"{client}-{way}" for client in clients for way in WAYS[client][1]]


def open_client(name, address):
    """address: host:port."""
    client = next(client for client in WAYS if name.startswith(client + "-"))
    module = importlib.import_module(f".{WAYS[client][0]}", __name__)
    return module.open_client(name, name.removeprefix(client + "-"), address)
