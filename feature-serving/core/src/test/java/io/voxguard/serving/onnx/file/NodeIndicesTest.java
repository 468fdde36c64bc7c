package io.voxguard.serving.onnx.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NodeIndicesTest {
    @Test
    void treesInOrderAreFound() {
        NodeIndices indices = NodeIndices.of(new long[] {7, 7, 7, 3, 3}, new long[] {0, 1, 2, 0, 1});
        assertThat(indices.of(7, 2)).isEqualTo(2);
        assertThat(indices.of(3, 0)).isEqualTo(3);
        assertThat(indices.of(3, 1)).isEqualTo(4);
        assertThat(indices.of(7, 0)).isZero();
    }

    @Test
    void nodesInAnyOtherOrderAreFound() {
        NodeIndices mixed = NodeIndices.of(new long[] {0, 1, 0, 1}, new long[] {0, 0, 1, 1});
        assertThat(mixed.of(0, 1)).isEqualTo(2);
        assertThat(mixed.of(1, 0)).isEqualTo(1);
        NodeIndices backwards = NodeIndices.of(new long[] {0, 0}, new long[] {9, 4});
        assertThat(backwards.of(0, 9)).isZero();
        assertThat(backwards.of(0, 4)).isEqualTo(1);
    }

    @Test
    void lastOfTwoNodesWithTheSameNumbersCounts() {
        assertThat(NodeIndices.of(new long[] {0, 0, 0}, new long[] {0, 1, 0}).of(0, 0))
                .isEqualTo(2);
        assertThat(NodeIndices.of(new long[] {0, 1, 0}, new long[] {0, 0, 0}).of(0, 0))
                .isEqualTo(2);
    }

    @Test
    void nodeOfAnotherTreeOrOfNoneIsRefused() {
        NodeIndices indices = NodeIndices.of(new long[] {0, 0, 1}, new long[] {0, 1, 0});
        for (long[] none : new long[][] {{0, 2}, {0, -1}, {1, 1}, {2, 0}, {0, Long.MAX_VALUE}}) {
            assertThatThrownBy(() -> indices.of(none[0], none[1])).isInstanceOf(IllegalArgumentException.class);
        }
        NodeIndices mixed = NodeIndices.of(new long[] {0, 1, 0}, new long[] {0, 0, 1});
        assertThatThrownBy(() -> mixed.of(1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
