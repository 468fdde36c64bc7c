package io.voxguard.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Fields of a hash that are read together, encoded once for all reads. Immutable and thread-safe. */
public final class HashFields {
    private final byte[] encoded;
    private final int size;

    public HashFields(List<byte[]> fields) {
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("fields: expected at least one");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] field : fields) {
            out.writeBytes(("$" + field.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(field);
            out.writeBytes(new byte[] {'\r', '\n'});
        }
        this.encoded = out.toByteArray();
        this.size = fields.size();
    }

    public int size() {
        return size;
    }

    /** Returns the fields as arguments of a RESP command. Not to be changed. */
    public byte[] encoded() {
        return encoded;
    }
}
