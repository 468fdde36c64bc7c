package io.voxguard.serving.onnx.file;

import java.util.HashMap;
import java.util.Map;

/**
 * The places of an ensemble's nodes, by tree and by node. Converters write the trees one behind the other and number a tree's nodes from 0 on; then a place follows
 * from that of the tree's first node. In any other order all nodes are in a table, in which the last of two with the same numbers counts. Not thread-safe.
 */
final class NodeIndices {
    private final long[] trees;
    private final Map<Long, Integer> firsts = new HashMap<>();
    private final Map<Long, Map<Long, Integer>> table = new HashMap<>();
    private long lastTree;
    private int lastFirst = -1;

    private NodeIndices(long[] trees) {
        this.trees = trees;
    }

    /** @throws IndexOutOfBoundsException if there are fewer nodes than trees */
    static NodeIndices of(long[] trees, long[] nodes) {
        NodeIndices indices = new NodeIndices(trees);
        if (!indices.addTreesInOrder(nodes)) {
            indices.firsts.clear();
            for (int i = 0; i < trees.length; i++) {
                indices.table.computeIfAbsent(trees[i], tree -> new HashMap<>()).put(nodes[i], i);
            }
        }
        return indices;
    }

    private boolean addTreesInOrder(long[] nodes) {
        int first = 0;
        for (int i = 0; i < trees.length; i++) {
            if (i == 0 || trees[i] != trees[i - 1]) {
                first = i;
                if (firsts.put(trees[i], i) != null) {
                    return false;
                }
            }
            if (nodes[i] != i - first) {
                return false;
            }
        }
        return true;
    }

    /** @throws IllegalArgumentException if there is no such node */
    int of(long tree, long node) {
        int index = table.isEmpty() ? inOrder(tree, node) : inTable(tree, node);
        if (index < 0) {
            throw new IllegalArgumentException("tree " + tree + " has no node " + node);
        }
        return index;
    }

    private int inOrder(long tree, long node) {
        if (lastFirst < 0 || tree != lastTree) {
            lastTree = tree;
            lastFirst = firsts.getOrDefault(tree, -1);
        }
        boolean exists = lastFirst >= 0 && node >= 0 && node < trees.length - lastFirst;
        int index = exists ? lastFirst + (int) node : -1;
        return exists && trees[index] == tree ? index : -1;
    }

    private int inTable(long tree, long node) {
        return table.getOrDefault(tree, Map.of()).getOrDefault(node, -1);
    }
}
