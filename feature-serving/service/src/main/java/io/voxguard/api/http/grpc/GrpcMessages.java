package io.voxguard.api.http.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voxguard.api.models.Models;
import io.voxguard.problem.Refused;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.inference.ModelDescription;
import io.voxguard.serving.repository.ModelView;
import io.voxguard.serving.repository.VersionStats;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorBytes;
import io.voxguard.serving.tensor.TensorSpec;
import io.voxguard.text.UnicodeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The protocol's messages but the request for inference; field numbers are those of its specification and of Triton's extensions. */
final class GrpcMessages {
    /** What the first two fields of small requests are, by number. */
    private static final String[] FIELDS = {"", "name", "version or model_name"};

    private GrpcMessages() {}

    /** The parameters of a load or unload. */
    static List<Parameter> repositoryParameters(byte[] bytes) {
        List<Parameter> parameters = new ArrayList<>();
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == 3) {
                    parameters.add(Parameter.read(in.readByteArray()));
                } else {
                    in.skipField(tag);
                }
            }
            return parameters;
        } catch (IOException e) {
            throw Refused.invalid("message", "one of the protocol", String.valueOf(e.getMessage()));
        }
    }

    /** A text. @throws Refused when its bytes are not UTF-8 */
    static String text(CodedInputStream in, String field) throws IOException {
        String text = UnicodeText.decode(in.readByteArray());
        if (text == null) {
            throw Refused.invalid(field, "text in UTF-8", "other bytes");
        }
        return text;
    }

    /** The texts and flags of a small request, by field number; its other fields are passed over. */
    static Map<Integer, String> texts(byte[] bytes) {
        Map<Integer, String> texts = new HashMap<>();
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int field = WireFormat.getTagFieldNumber(tag);
                if (field > 2) {
                    in.skipField(tag);
                    continue;
                }
                switch (WireFormat.getTagWireType(tag)) {
                    case WireFormat.WIRETYPE_LENGTH_DELIMITED -> texts.put(field, text(in, FIELDS[field]));
                    case WireFormat.WIRETYPE_VARINT -> texts.put(field, Long.toString(in.readInt64()));
                    default -> in.skipField(tag);
                }
            }
            return texts;
        } catch (IOException e) {
            throw Refused.invalid("message", "one of the protocol", String.valueOf(e.getMessage()));
        }
    }

    static Message server(List<String> extensions) {
        Message message = new Message().text(1, Models.SERVER).text(2, Models.version());
        extensions.forEach(extension -> message.element(3, extension));
        return message;
    }

    static Message metadata(ModelView model, ModelDescription description) {
        Message message = new Message().text(1, model.name());
        model.versions().stream()
                .filter(ModelView.VersionView::ready)
                .forEach(version -> message.element(2, version.version()));
        message.text(3, description.platform());
        description.inputs().forEach(spec -> message.message(4, spec(spec)));
        description.outputs().forEach(spec -> message.message(5, spec(spec)));
        return message;
    }

    private static Message spec(TensorSpec spec) {
        return new Message().text(1, spec.name()).text(2, spec.type().name()).dimensions(3, spec.shape());
    }

    /** Triton's ModelConfigResponse. */
    static Message config(ModelView model, ModelDescription description) {
        Message config = new Message().text(1, model.name()).text(2, description.platform());
        for (TensorSpec spec : description.inputs()) {
            config.message(
                    5,
                    new Message()
                            .text(1, spec.name())
                            .number(2, triton(spec.type()))
                            .dimensions(4, spec.shape())
                            .flag(8, description.optional().contains(spec.name())));
        }
        for (TensorSpec spec : description.outputs()) {
            config.message(
                    6,
                    new Message()
                            .text(1, spec.name())
                            .number(2, triton(spec.type()))
                            .dimensions(3, spec.shape()));
        }
        description.parameters().forEach((name, value) -> config.entry(14, name, new Message().text(1, value)));
        description
                .classes()
                .forEach((output, classes) ->
                        config.entry(14, output + ".classes", new Message().text(1, String.join(",", classes))));
        return new Message().message(1, config.text(17, "onnxruntime"));
    }

    /** Triton's DataType counts from 1, in the protocol's order. */
    private static int triton(DataType type) {
        return type.ordinal() + 1;
    }

    /** Triton's ModelStatisticsResponse. */
    static Message stats(List<ModelView> models, String version) {
        Message all = new Message();
        for (ModelView model : models) {
            for (ModelView.VersionView one : model.versions()) {
                if (version.isEmpty() || version.equals(one.version())) {
                    one.stats().ifPresent(stats -> all.message(1, stats(model.name(), one.version(), stats)));
                }
            }
        }
        return all;
    }

    private static Message stats(String model, String version, VersionStats stats) {
        Message durations = new Message()
                .message(1, duration(stats.succeeded(), stats.succeededNanos()))
                .message(2, duration(stats.failed(), stats.failedNanos()))
                .message(3, duration(stats.succeeded(), stats.queueNanos()))
                .message(4, duration(stats.succeeded(), 0))
                .message(5, duration(stats.succeeded(), stats.computeNanos()))
                .message(6, duration(stats.succeeded(), 0));
        return new Message()
                .text(1, model)
                .text(2, version)
                .number(3, stats.lastMs())
                .number(4, stats.rows())
                .number(5, stats.succeeded())
                .message(6, durations);
    }

    private static Message duration(long count, long nanos) {
        return new Message().number(1, count).number(2, nanos);
    }

    static Message index(List<ModelView> models, boolean readyOnly) {
        Message all = new Message();
        for (ModelView model : models) {
            for (ModelView.VersionView version : model.versions()) {
                if (version.ready() || !readyOnly) {
                    all.message(1, indexed(model.name(), version.version(), version.ready(), version.reason()));
                }
            }
            if (model.versions().isEmpty() && !readyOnly) {
                all.message(1, indexed(model.name(), "", false, model.unloaded() ? "unloaded" : "no version"));
            }
        }
        return all;
    }

    private static Message indexed(String name, String version, boolean ready, String reason) {
        return new Message()
                .text(1, name)
                .text(2, version)
                .text(3, ready ? "READY" : "UNAVAILABLE")
                .text(4, reason);
    }

    /** @param raw whether tensors go as raw bytes: for those who sent them so, and for what has no typed form */
    static Message answer(
            String model,
            InferRequest request,
            InferOutcome.Answered answer,
            Map<String, List<String>> classes,
            boolean raw) {
        boolean asRaw = raw || answer.outputs().stream().anyMatch(output -> output.type() == DataType.FP16);
        Message message = new Message(512).text(1, model);
        if (answer.version() != null) {
            message.text(2, answer.version());
        }
        if (request.id() != null) {
            message.text(3, request.id());
        }
        for (Tensor output : answer.outputs()) {
            Message tensor = new Message()
                    .text(1, output.name())
                    .text(2, output.type().name())
                    .dimensions(3, output.shape());
            List<String> labels = classes.get(output.name());
            if (labels != null) {
                tensor.entry(4, "classes", new Message().text(3, String.join(",", labels)));
            }
            if (!asRaw) {
                tensor.message(5, Contents.write(output));
            }
            message.message(5, tensor);
        }
        if (asRaw) {
            answer.outputs().forEach(output -> raw(message, output));
        }
        return message;
    }

    private static void raw(Message message, Tensor output) {
        if (output.type() == DataType.BYTES) {
            ByteBuf bytes = Unpooled.buffer(TensorBytes.size(output));
            TensorBytes.write(output, bytes);
            message.bytes(6, bytes.nioBuffer());
        } else {
            message.bytes(6, output.data().nioBuffer());
        }
    }
}
