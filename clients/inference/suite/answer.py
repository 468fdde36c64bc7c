"""Common form of the answers of all clients, so that a test is written once."""
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Answer:
    """Answer. outputs: arrays by name, strings as bytes. id and version: None if absent. parameters: by output."""

    model: str
    outputs: dict
    version: str | None = None
    id: str | None = None
    parameters: dict = field(default_factory=dict)


class Refused(Exception):
    """Refusal with the server's message and its code: an HTTP status, or the name of a gRPC code."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Client:
    """Request form. carries: whether it can express the inputs; JSON cannot express float16, tritonclient's JSON cannot express NaN."""

    name = ""
    versions = True
    parameters = True

    def carries(self, inputs):
        return True

    def close(self):
        """Closes the connections."""


def is_half(array):
    return array.dtype == np.float16
