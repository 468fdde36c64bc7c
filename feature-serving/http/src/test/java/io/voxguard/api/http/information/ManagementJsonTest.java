package io.voxguard.api.http.information;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.api.http.json.RecordJson;
import io.voxguard.serving.repository.replicas.Policy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The JSON of management, letter by letter: clients rely on names, order and form of the fields. */
class ManagementJsonTest {
    private static String json(Object records) {
        return RecordJson.write(records).toString(StandardCharsets.UTF_8);
    }

    @Test
    void metadataNamesVersionsThatAreLoadedAndTensors() {
        assertThat(json(SampleModels.metadata())).isEqualTo("""
            {"name":"plain","versions":["2"],"platform":"onnxruntime_onnx","inputs":[{"name":"x","datatype":"FP32","shape":[-1,\
            4]},{"name":"s","datatype":"BYTES","shape":[-1]}],"outputs":[{"name":"y","datatype":"INT64","shape":[-1]},{"name":"p",\
            "datatype":"FP32","shape":[-1,2]},{"name":"n","datatype":"FP64","shape":[]}]}""");
    }

    @Test
    void configHasTritonsTypesOptionalInputsAndClasses() {
        assertThat(json(SampleModels.config())).isEqualTo("""
            {"name":"plain","platform":"onnxruntime_onnx","backend":"onnxruntime","max_batch_size":0,"input":[{"name":"x","data_type":"TYPE_FP32",\
            "dims":[-1,4]},{"name":"s","data_type":"TYPE_STRING","dims":[-1],"optional":true}],"output":[{"name":"y","data_type":"TYPE_INT64",\
            "dims":[-1]},{"name":"p","data_type":"TYPE_FP32","dims":[-1,2]},{"name":"n","data_type":"TYPE_FP64","dims":[]}],\
            "parameters":{"note":{"string_value":"ü \\"x\\""},"sha256":{"string_value":"ab12"},"p.classes":{"string_value":"no,yes"}}}""");
    }

    @Test
    void statisticsHaveAllDurationsOfTriton() {
        assertThat(json(SampleModels.statistics())).isEqualTo("""
            {"model_stats":[{"name":"plain","version":"2","last_inference":1700000000001,"inference_count":5,"execution_count":2,\
            "inference_stats":{"success":{"count":2,"ns":2106},"fail":{"count":1,"ns":77},"queue":{"count":2,"ns":101},"compute_input":{"count":2,\
            "ns":0},"compute_infer":{"count":2,"ns":2005},"compute_output":{"count":2,"ns":0},"cache_hit":{"count":0,"ns":0},\
            "cache_miss":{"count":0,"ns":0}},"batch_stats":[]}]}""");
    }

    @Test
    void statisticsCoverLoadedVersionsOrTheNamedOne() {
        var models = List.of(SampleModels.plain(new Policy.Latest()), SampleModels.empty(true));
        assertThat(ModelStatistics.of(models, "").modelStats())
                .extracting(ModelStatistics.Version::name, ModelStatistics.Version::version)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("plain", "2"));
        assertThat(json(ModelStatistics.of(models, "9"))).isEqualTo("""
            {"model_stats":[]}""");
    }

    @Test
    void indexListsModelsWithoutVersionsToo() {
        assertThat(json(SampleModels.index(false))).isEqualTo("""
            [{"name":"plain","version":"2","state":"READY","reason":""},{"name":"plain","version":"3","state":"UNAVAILABLE",\
            "reason":"cannot be read: \\"x\\""},{"name":"empty","version":"","state":"UNAVAILABLE","reason":"unloaded"},{"name":"empty",\
            "version":"","state":"UNAVAILABLE","reason":"no version"}]""");
    }

    @Test
    void indexOfReadyVersionsLeavesOutTheOthers() {
        assertThat(json(SampleModels.index(true))).isEqualTo("""
            [{"name":"plain","version":"2","state":"READY","reason":""}]""");
    }

    @Test
    void serverAndHealthHaveTheProtocolsFields() {
        assertThat(json(new ServerMetadata("voxguard", "1", List.of("statistics"))))
                .isEqualTo("{\"name\":\"voxguard\",\"version\":\"1\",\"extensions\":[\"statistics\"]}");
        assertThat(json(new ServerHealth(true, false))).isEqualTo("{\"live\":true,\"ready\":false}");
        assertThat(json(new ModelReadiness("plain", true))).isEqualTo("{\"name\":\"plain\",\"ready\":true}");
        assertThat(json(new ModelNames(List.of("plain")))).isEqualTo("{\"models\":[\"plain\"]}");
    }
}
