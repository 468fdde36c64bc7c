package io.voxguard.featureupdate.definition;

import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.catalogue.view.FeatureCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Definitions of expressions that tests give. */
public final class DefinitionsForTests {
    private DefinitionsForTests() {}

    /** Returns the definitions of a caller's view whose features are the expressions, in their order. */
    public static EntityDefinitions ofCaller(Path folder, List<String> expressions) throws IOException {
        StringBuilder yaml =
                new StringBuilder("view: test\nid: 99\nversion: 1\nentity: caller\nttl: P60D\nfeatures:\n");
        for (int i = 0; i < expressions.size(); i++) {
            yaml.append("  - {name: f").append(i);
            yaml.append(", type: float32, unit: x, default: 0, meaning: x, compute: '");
            yaml.append(expressions.get(i)).append("'}\n");
        }
        Path views = Files.createTempDirectory(folder, "views");
        Files.writeString(views.resolve("test.yaml"), yaml);
        return Definitions.of(FeatureCatalogue.read(views))
                .of(EntityKind.CALLER)
                .orElseThrow();
    }
}
