"""Invalid requests that every client can send: each refusal names the tensor or the model."""
import numpy as np
import pytest

from suite import models
from suite.answer import Refused
from suite.tensors import texts

TOWERS = models.named("torch-two-towers")


def _with(name, array):
    return TOWERS.case(2).inputs | {name: array}


WRONG = {
    "another datatype": (_with("user", np.zeros((2, 6))), "user"),
    "another width": (_with("user", np.zeros((2, 5), "f4")), "user"),
    "another rank": (_with("context", np.zeros((2, 6), "f4")), "context"),
    "an input too many": (_with("extra", np.zeros(2, "f4")), "extra"),
    "an input too few": ({name: array for name, array in TOWERS.case(2).inputs.items() if name != "item_id"}, "item_id"),
    "texts for numbers": (_with("item_id", texts(["1", "2"])), "item_id"),
}


@pytest.mark.parametrize("inputs, word", WRONG.values(), ids=WRONG)
def test_every_client_sees_which_tensor_is_wrong(client, inputs, word):
    with pytest.raises(Refused) as refused:
        client.infer(TOWERS.name, inputs)
    assert refused.value.code in (400, "INVALID_ARGUMENT")
    assert word in refused.value.message


def test_every_client_sees_which_model_is_unknown(client):
    with pytest.raises(Refused) as refused:
        client.infer("no-such-model", TOWERS.case(2).inputs)
    assert refused.value.code in (404, "NOT_FOUND")
    assert "no-such-model" in refused.value.message


def test_a_model_of_a_fixed_batch_refuses_other_sizes(client):
    fixed = models.named("torch-fixed-batch").case(8)
    for rows in (1, 16):
        with pytest.raises(Refused) as refused:
            client.infer("torch-fixed-batch", {name: np.resize(array, (rows, 5)) for name, array in fixed.inputs.items()})
        assert refused.value.code in (400, "INVALID_ARGUMENT")
        assert "onnx::Gemm_0" in refused.value.message
