"""Common form of the answers of all clients, so that a test is written once."""
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Answer:
    """outputs: arrays by name, strings as bytes. id and version: None where the reply has none. parameters: by output."""

    model: str
    outputs: dict
    version: str | None = None
    id: str | None = None
    parameters: dict = field(default_factory=dict)


class Refused(Exception):
    """The server's own words, and its code: an HTTP status, or the name of a gRPC code."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Client:
    """One way to ask. carries: whether the way has a spelling for these inputs; JSON has none for halves, tritonclient's JSON none for NaN."""

    name = ""
    versions = True
    parameters = True

    def carries(self, inputs):
        return True

    def close(self):
        """Ends its connections."""


def is_half(array):
    return array.dtype == np.float16
