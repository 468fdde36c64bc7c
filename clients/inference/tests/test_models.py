"""Every model through every client gives the results of Python's onnxruntime."""
import numpy as np
import pytest

from suite import models
from suite.answer import Refused
from suite.tensors import assert_same

ECHO, TOWERS, FORESTS = models.named("echo-types"), models.named("torch-two-towers"), [models.named("iris-forest", version) for version in "12"]


def test_every_model_gives_the_results_of_onnxruntime(client, model):
    if not (client.versions or model.latest):
        pytest.skip("the client asks for no version")
    cases = [case for case in model.cases if client.carries(case.inputs)]
    if not cases:
        pytest.skip("the client has no spelling for the inputs")
    for case in cases:
        answer = client.infer(model.name, case.inputs, version="" if model.alone or not client.versions else model.version)
        assert answer.model == model.name
        assert answer.version in (model.version, None)
        assert set(answer.outputs) == set(case.outputs)
        for name, expected in case.outputs.items():
            assert_same(f"{name}, {case.rows} rows", answer.outputs[name], expected)


@pytest.mark.parametrize("asked", [["out_int64"], ["out_bytes", "out_bool"], ["out_fp64", "out_uint8", "out_fp32"]], ids=",".join)
def test_only_requested_outputs_are_returned(client, asked):
    case = ECHO.case(8)
    answer = client.infer(ECHO.name, case.inputs, outputs=asked)
    assert set(answer.outputs) == set(asked)
    for name in asked:
        assert_same(name, answer.outputs[name], case.outputs[name])


def test_an_unknown_output_is_refused_by_its_name(client):
    with pytest.raises(Refused) as refused:
        client.infer(TOWERS.name, TOWERS.case(2).inputs, outputs=["click", "no_such_output"])
    assert refused.value.code in (400, "INVALID_ARGUMENT")
    assert "no_such_output" in refused.value.message


def test_an_id_is_returned(client):
    answer = client.infer(TOWERS.name, TOWERS.case(1).inputs, id="call é-1")
    assert answer.id == "call é-1"


def test_a_request_without_an_id_has_a_reply_without_one(client):
    if client.name.startswith("kserve-rest"):
        pytest.skip("the client makes up an id")
    assert client.infer(TOWERS.name, TOWERS.case(1).inputs).id is None


def test_time_and_priority_may_be_given(client):
    case = TOWERS.case(2)
    answer = client.infer(TOWERS.name, case.inputs, timeout=5_000_000, priority=1)
    assert_same("click", answer.outputs["click"], case.outputs["click"])


def test_an_answer_that_would_be_late_is_refused(client):
    with pytest.raises(Refused) as refused:
        client.infer(TOWERS.name, TOWERS.case(64).inputs, timeout=1)
    assert refused.value.code in (504, "DEADLINE_EXCEEDED")


def test_each_version_answers_for_itself(client):
    if not client.versions:
        pytest.skip("the client asks for no version")
    answers = [client.infer(model.name, FORESTS[0].case(64).inputs, version=model.version) for model in FORESTS]
    if not client.name.startswith("kserve"):  # which drops the version
        assert [answer.version for answer in answers] == ["1", "2"]
    assert not np.array_equal(*(answer.outputs["output_probability"] for answer in answers))


def test_without_a_version_the_latest_answers(client):
    case = FORESTS[-1].case(8)
    answer = client.infer("iris-forest", case.inputs)
    assert answer.version in ("2", None)
    assert_same("output_probability", answer.outputs["output_probability"], case.outputs["output_probability"])


def test_an_output_that_was_a_map_names_its_classes(client):
    if client.name.startswith("kserve"):
        pytest.skip("the client hides the parameters of outputs")
    maps = [model for model in models.read() if model.cases[0].classes]
    assert {model.name for model in maps} == {"iris-forest", "iris-names", "lightgbm-binary", "lightgbm-multiclass"}
    for model in maps:
        answer = client.infer(model.name, model.cases[0].inputs, version="" if model.alone else model.version)
        for name, labels in model.cases[0].classes.items():
            assert answer.parameters[name]["classes"] == ",".join(labels)
