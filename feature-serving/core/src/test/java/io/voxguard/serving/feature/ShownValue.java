package io.voxguard.serving.feature;

import io.voxguard.serving.value.ValueVisitor;
import java.nio.charset.StandardCharsets;

/** Tells in words what one value is. */
public final class ShownValue implements ValueVisitor {
    private String text = "";

    public String text() {
        return text;
    }

    @Override
    public void again() {
        text = "";
    }

    @Override
    public void nothing() {
        text += "nothing";
    }

    @Override
    public void bool(boolean value) {
        text += "bool " + value;
    }

    @Override
    public void integer(long value) {
        text += "integer " + value;
    }

    @Override
    public void float64(double value) {
        text += "float64 " + value;
    }

    @Override
    public void float32(float value) {
        text += "float32 " + value;
    }

    @Override
    public void text(byte[] source, int from, int length) {
        text += "text " + new String(source, from, length, StandardCharsets.UTF_8);
    }

    @Override
    public void bytes(byte[] source, int from, int length) {
        text += "bytes " + length;
    }

    @Override
    public void zonedTimestamp(long seconds, String zone) {
        text += "time " + seconds + zone;
    }

    @Override
    public boolean takesScalarMaps() {
        return false;
    }

    @Override
    public void beginList() {
        text += "[";
    }

    @Override
    public void endList() {
        text += "]";
    }

    @Override
    public void beginMap() {
        text += "{";
    }

    @Override
    public void key(byte[] source, int from, int length) {
        text += "key ";
    }

    @Override
    public void endMap() {
        text += "}";
    }
}
