package io.voxguard.serving.onnx.file;

import io.voxguard.serving.onnx.wire.ByteSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A {@code NodeProto}: one use of an operator. */
final class NodeProto {
    String operator = "";
    String domain = "";
    final List<String> inputs = new ArrayList<>(2);
    final List<String> outputs = new ArrayList<>(2);
    final List<AttributeProto> attributes = new ArrayList<>(2);

    Optional<AttributeProto> attribute(String name) {
        return attributes.stream()
                .filter(attribute -> attribute.name.equals(name))
                .findFirst();
    }

    /** Returns the text of an attribute; empty if the node has no such attribute. */
    String text(String attribute) {
        return attribute(attribute).map(found -> found.text.text()).orElse("");
    }

    /** Returns the integers of an attribute; empty if the node has no such attribute. */
    long[] integers(String attribute) {
        return attribute(attribute).map(found -> found.integers.toArray()).orElseGet(() -> new long[0]);
    }

    /** Returns the floats of an attribute; empty if the node has no such attribute. */
    float[] floats(String attribute) {
        return attribute(attribute).map(found -> found.floats.toArray()).orElseGet(() -> new float[0]);
    }

    /** Returns the texts of an attribute as they lie in the file; empty if the node has no such attribute. */
    List<ByteSlice> slices(String attribute) {
        return attribute(attribute).map(found -> found.texts).orElse(List.of());
    }

    /** Returns the texts of an attribute; empty if the node has no such attribute. */
    List<String> texts(String attribute) {
        return attribute(attribute)
                .map(found -> found.texts.stream().map(ByteSlice::text).toList())
                .orElse(List.of());
    }
}
