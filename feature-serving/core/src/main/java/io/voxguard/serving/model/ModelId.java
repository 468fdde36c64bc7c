package io.voxguard.serving.model;

/** A model's name and version: its folder is {@code <name>/<version>}. */
public record ModelId(String name, String version) {
    @Override
    public String toString() {
        return name + "/" + version;
    }
}
