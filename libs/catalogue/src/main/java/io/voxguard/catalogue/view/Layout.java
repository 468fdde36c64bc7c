package io.voxguard.catalogue.view;

/** How a view's features lie in the store. */
public sealed interface Layout {

    /**
     * One value per entity and view: {@code docs/wire/rows.md}.
     *
     * @param id and {@code version} name the schema in each row
     */
    record Packed(int id, int version) implements Layout {}

    /**
     * Feast's own: one hash per entity, shared by all views of a project. Its bytes are described in {@code docs/feast.md}.
     *
     * @param project behind the entity's key
     * @param storedName of the view in the hash's fields: with {@code _v2} where views are versioned
     * @param keySerialization of the entity's key: 2 or 3
     */
    record FeastHash(String project, String storedName, int keySerialization) implements Layout {
        public FeastHash {
            if (keySerialization != 2 && keySerialization != 3) {
                throw new IllegalArgumentException("key serialization: expected 2 or 3, got " + keySerialization);
            }
        }
    }
}
