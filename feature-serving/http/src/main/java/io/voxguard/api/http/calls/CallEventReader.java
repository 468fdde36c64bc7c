package io.voxguard.api.http.calls;

import io.voxguard.api.http.json.JsonBody;
import io.voxguard.calls.CallEventType;
import io.voxguard.calls.CallFields;
import io.voxguard.calls.CallProgress;
import io.voxguard.problem.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the body of a request that tells an event of a call. An unknown field is an error, as in a request for a score. */
final class CallEventReader {
    private static final String TYPE = "type";
    private static final String TYPES = "started, answered or ended";
    private static final String CALL_ID = "call_id";

    private CallEventReader() {}

    /**
     * Reads an event.
     *
     * @param callId from the path; the body may repeat it
     * @throws Refused if it is not what it should be
     */
    static CallProgress read(String callId, byte[] body, Instant now) {
        CallFields fields = fields(body);
        String label = fields.text(TYPE, TYPES).orElseThrow(() -> Refused.invalid(TYPE, TYPES, "nothing"));
        CallEventType type =
                CallEventType.labelled(label).orElseThrow(() -> Refused.invalid(TYPE, TYPES, '"' + label + '"'));
        List<String> names = new ArrayList<>(List.of(TYPE));
        names.addAll(type.fields());
        fields.refuseOthers(names);
        String repeated = fields.text(CALL_ID, "a string").orElse(callId);
        if (!repeated.equals(callId)) {
            throw Refused.invalid(CALL_ID, "\"" + callId + "\", as in the path", '"' + repeated + '"');
        }
        return fields.with(CALL_ID, callId).progress(type, now);
    }

    private static CallFields fields(byte[] body) {
        List<CallFields> read = new ArrayList<>(1);
        JsonBody.read(body, json -> read.add(CallFields.read(json)));
        return read.isEmpty() ? new CallFields(Map.of()) : read.getFirst();
    }
}
