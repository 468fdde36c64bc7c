package io.voxguard.serving.onnx.file;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code ModelProto} of a file, as far as it is read. */
final class ModelProto {
    @Nullable
    GraphProto graph;

    final List<FunctionProto> functions = new ArrayList<>();
    /** Whether a text of an attribute or a tensor differs between UTF-8 and modified UTF-8: see {@link OnnxTexts}. */
    boolean hasTextsOutsideModifiedUtf8;
}
