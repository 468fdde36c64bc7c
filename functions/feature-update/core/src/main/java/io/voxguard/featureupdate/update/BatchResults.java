package io.voxguard.featureupdate.update;

import io.voxguard.featureupdate.window.EntityState.Applied;
import java.util.Arrays;
import java.util.List;

/** What became of the events of a batch, over all of their entities. */
final class BatchResults {
    private final boolean[] counted;
    private final boolean[] late;
    private final boolean[] failed;

    BatchResults(int events) {
        counted = new boolean[events];
        late = new boolean[events];
        failed = new boolean[events];
    }

    void add(int event, Applied applied) {
        switch (applied) {
            case COUNTED -> counted[event] = true;
            case LATE -> late[event] = true;
            case DUPLICATE -> {}
        }
    }

    void failed(EntityUpdate update) {
        update.indexes().forEach(event -> failed[event] = true);
    }

    List<UpdateResult> all() {
        UpdateResult[] results = new UpdateResult[counted.length];
        for (int i = 0; i < results.length; i++) {
            results[i] = failed[i]
                    ? UpdateResult.FAILED
                    : counted[i] ? UpdateResult.COUNTED : late[i] ? UpdateResult.LATE : UpdateResult.DUPLICATE;
        }
        return Arrays.asList(results);
    }
}
