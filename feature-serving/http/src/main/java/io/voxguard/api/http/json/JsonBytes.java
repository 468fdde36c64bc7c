package io.voxguard.api.http.json;

import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;

/**
 * JSON in UTF-8, written into one array that grows. Commas between elements come by themselves. Not thread-safe; each thread has one, whose array serves
 * one reply after the other. Its numbers and strings are written by hand because replies consist of them: figures in benchmarks/RESULTS.md.
 */
public final class JsonBytes extends JsonScalars {
    private static final FastThreadLocal<JsonBytes> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected JsonBytes initialValue() {
            return new JsonBytes();
        }
    };

    /** Returns this thread's, empty; to be done with before anybody else of this thread asks for it. */
    public static JsonBytes ofThread() {
        JsonBytes json = OF_THREAD.get();
        json.restart();
        return json;
    }

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    public void beginObject() {
        next(1);
        bytes[size++] = '{';
    }

    public void endObject() {
        room(1);
        bytes[size++] = '}';
    }

    public void beginArray() {
        next(1);
        bytes[size++] = '[';
    }

    public void endArray() {
        room(1);
        bytes[size++] = ']';
    }

    /** Writes a piece of JSON that has its own commas and brackets. */
    public void part(byte[] json) {
        room(json.length);
        put(json);
    }

    /** Writes an element several times, in an array that is still empty. */
    public void repeat(byte[] element, int times) {
        if (times == 0) {
            return;
        }
        room(times * (element.length + 1));
        int from = size;
        put(element);
        bytes[size++] = ',';
        int unit = element.length + 1;
        int all = times * unit;
        // doubles the written part until it is long enough
        for (int done = unit; done < all; done = size - from) {
            int more = Math.min(done, all - done);
            System.arraycopy(bytes, from, bytes, size, more);
            size += more;
        }
        size--;
    }

    /** Writes elements, in an array that is still empty. @param elements one behind the other @param ends the end of each */
    public void list(byte[] elements, int[] ends) {
        if (ends.length == 0) {
            return;
        }
        room(ends[ends.length - 1] + ends.length);
        int start = 0;
        for (int end : ends) {
            System.arraycopy(elements, start, bytes, size, end - start);
            size += end - start;
            bytes[size++] = ',';
            start = end;
        }
        size--;
    }
}
