package io.voxguard.serving.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TensorDifferenceTest {
    private final List<Tensor> open = new ArrayList<>();

    @AfterEach
    void close() {
        Tensor.closeAll(open);
    }

    private Tensor floats(float... values) {
        ByteBuf data = Tensor.memory(values.length * Float.BYTES);
        for (float value : values) {
            data.writeFloatLE(value);
        }
        Tensor tensor = Tensor.of("t", DataType.FP32, Shape.of(values.length), data);
        open.add(tensor);
        return tensor;
    }

    private Tensor texts(String... values) {
        List<byte[]> utf8 = Arrays.stream(values)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        Tensor tensor = Tensor.ofStrings("t", Shape.of(values.length), utf8);
        open.add(tensor);
        return tensor;
    }

    @Test
    void largestDifferenceOfAnyElementIsGiven() {
        assertThat(TensorDifference.largest(floats(1, 2, 3), floats(1, 4, 2.5f)))
                .isEqualTo(2);
        assertThat(TensorDifference.largest(floats(1, 2), floats(1, 2))).isZero();
    }

    @Test
    void nanAndInfinityEqualThemselvesAndNothingElse() {
        float infinity = Float.POSITIVE_INFINITY;
        assertThat(TensorDifference.largest(floats(Float.NaN, infinity), floats(Float.NaN, infinity)))
                .isZero();
        assertThat(TensorDifference.largest(floats(Float.NaN), floats(1))).isInfinite();
        assertThat(TensorDifference.largest(floats(1), floats(Float.NaN))).isInfinite();
        assertThat(TensorDifference.largest(floats(infinity), floats(-infinity)))
                .isInfinite();
        assertThat(TensorDifference.largest(floats(0f), floats(-0f))).isZero();
    }

    @Test
    void tensorsOfDifferentShapesOrTypesAreInfinitelyApart() {
        assertThat(TensorDifference.largest(floats(1, 2), floats(1))).isInfinite();
        assertThat(TensorDifference.largest(floats(1), texts("1"))).isInfinite();
    }

    @Test
    void differentTextsAreInfinitelyApart() {
        assertThat(TensorDifference.largest(texts("a", "b"), texts("a", "b"))).isZero();
        assertThat(TensorDifference.largest(texts("a", "b"), texts("a", "c"))).isInfinite();
    }
}
