package io.voxguard.api.http.calls;

import io.netty.buffer.ByteBuf;
import io.voxguard.api.calls.RecordedCall;
import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.calls.CallProgress;
import io.voxguard.store.CallsInProgress.Active;
import io.voxguard.store.CallsInProgress.Party;
import io.voxguard.store.CallsInProgress.Recorded;
import java.util.Locale;

/** Writes replies about calls in progress. */
final class CallReplies {
    private CallReplies() {}

    static ByteBuf recorded(CallProgress progress, RecordedCall call) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        json.field("call_id");
        json.string(progress.callId());
        json.field("type");
        json.string(progress.type().label());
        for (int i = 0; i < call.parties().size(); i++) {
            Recorded recorded = call.recorded().get(i);
            json.field(call.parties().get(i).kind().label());
            json.beginObject();
            json.field("active");
            json.number(recorded.active());
            json.field("effect");
            json.string(recorded.effect().name().toLowerCase(Locale.ROOT));
            json.endObject();
        }
        json.endObject();
        return json.copy();
    }

    static ByteBuf active(Party party, Active active, boolean withIds) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        json.field(party.kind().label());
        json.string(party.name());
        json.field("active");
        json.number(active.count());
        json.field("as_of");
        json.string(active.asOf().toString());
        if (withIds) {
            json.field("ids");
            json.beginArray();
            active.ids().forEach(json::string);
            json.endArray();
        }
        json.endObject();
        return json.copy();
    }
}
