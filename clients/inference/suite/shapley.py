"""Shapley values of a tree model's margin against one baseline: by the definition, and by the trees. Reads only the ONNX graph."""
from itertools import combinations
from math import factorial

import numpy as np
import onnx
import onnxruntime


class Margin:
    """Log-odds of a binary TreeEnsembleClassifier in a file: margins of rows, and its trees."""

    def __init__(self, file):
        graph = onnx.load(file)
        node = next(node for node in graph.graph.node if node.op_type == "TreeEnsembleClassifier")
        self._fields = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}
        assert self._fields["post_transform"] == b"LOGISTIC"
        next(attribute for attribute in node.attribute if attribute.name == "post_transform").s = b"NONE"
        scores = onnx.helper.make_tensor_value_info(node.output[1], onnx.TensorProto.FLOAT, None)
        raw = onnx.helper.make_model(onnx.helper.make_graph([node], "raw", list(graph.graph.input), [scores]), opset_imports=graph.opset_import)
        raw.ir_version = graph.ir_version
        self._session = onnxruntime.InferenceSession(raw.SerializeToString(), providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    def of(self, rows):
        return self._session.run(None, {self._input: np.asarray(rows, "f4")})[0][:, -1].astype("f8")

    def trees(self):
        """Returns each tree as nodes by number, with the value in place of children for leaves."""
        fields = self._fields
        leaves = dict(zip(zip(fields["class_treeids"], fields["class_nodeids"]), fields["class_weights"]))
        trees = {}
        columns = ("treeids", "nodeids", "modes", "featureids", "values", "truenodeids", "falsenodeids")
        for tree, number, mode, feature, value, true, false in zip(*(fields[f"nodes_{name}"] for name in columns)):
            assert mode in (b"BRANCH_LEQ", b"LEAF"), mode
            trees.setdefault(tree, {})[number] = leaves.get((tree, number), 0.0) if mode == b"LEAF" else (feature, np.float32(value), true, false)
        return list(trees.values())


def by_definition(margin, row, baseline):
    """Computes by every subset of the features that differ, at most a dozen."""
    row, baseline = np.asarray(row, "f4"), np.asarray(baseline, "f4")
    moved = np.flatnonzero(row != baseline)
    subsets = [subset for size in range(len(moved) + 1) for subset in combinations(moved, size)]
    rows = np.tile(baseline, (len(subsets), 1))
    for at, subset in enumerate(subsets):
        rows[at, list(subset)] = row[list(subset)]
    worth, values = dict(zip(subsets, margin.of(rows))), np.zeros(len(row))
    for subset, here in worth.items():
        for feature in moved:
            if feature not in subset:
                weight = factorial(len(subset)) * factorial(len(moved) - len(subset) - 1) / factorial(len(moved))
                values[feature] += weight * (worth[tuple(sorted((*subset, feature)))] - here)
    return values


def by_trees(margin, row, baseline):
    """Computes by leaves: a leaf counts if the features that only the row satisfies are in the coalition, and those that only the baseline satisfies are not."""
    row, baseline, values = np.asarray(row, "f4"), np.asarray(baseline, "f4"), np.zeros(len(row))
    for tree in margin.trees():
        _walk(tree, 0, row, baseline, frozenset(), frozenset(), values)
    return values


def _walk(tree, at, row, baseline, ins, outs, values):
    node = tree[at]
    if not isinstance(node, tuple):
        for feature in ins:
            values[feature] += node * factorial(len(ins) - 1) * factorial(len(outs)) / factorial(len(ins) + len(outs))
        for feature in outs:
            values[feature] -= node * factorial(len(ins)) * factorial(len(outs) - 1) / factorial(len(ins) + len(outs))
        return
    feature, value, true, false = node
    with_row, with_baseline = (true if vector[feature] <= value else false for vector in (row, baseline))
    if with_row == with_baseline:
        _walk(tree, with_row, row, baseline, ins, outs, values)
        return
    if feature not in outs:
        _walk(tree, with_row, row, baseline, ins | {feature}, outs, values)
    if feature not in ins:
        _walk(tree, with_baseline, row, baseline, ins, outs | {feature}, values)
