package io.voxguard.store.redis;

import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.embedded.StoreExecutable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Engines that tests of limits run on: those on this machine, and the one at STORE_URL. */
enum LimitStore {
    EMBEDDED,
    REDIS,
    VALKEY,
    GIVEN;

    /** A server that runs. */
    record Running(String url, AutoCloseable server) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            server.close();
        }
    }

    static Stream<LimitStore> available() {
        return Stream.of(values())
                .filter(store -> store == EMBEDDED
                        || store.executable().isPresent()
                        || store == GIVEN && store.url().startsWith("redis://"));
    }

    Optional<Path> executable() {
        return switch (this) {
            case REDIS -> StoreExecutable.find("redis-server", "REDIS_SERVER");
            case VALKEY -> StoreExecutable.find("valkey-server", "VALKEY_SERVER");
            case EMBEDDED, GIVEN -> Optional.empty();
        };
    }

    private String url() {
        return Optional.ofNullable(System.getenv("STORE_URL")).orElse("");
    }

    Running start() throws IOException, InterruptedException {
        if (this == EMBEDDED) {
            EmbeddedStore store = EmbeddedStore.start();
            return new Running(store.url(), store);
        }
        if (this == GIVEN) {
            return new Running(url(), () -> {});
        }
        StoreExecutable store = StoreExecutable.start(executable().orElseThrow());
        return new Running(store.url(), store);
    }
}
