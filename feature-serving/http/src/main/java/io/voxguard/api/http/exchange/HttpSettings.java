package io.voxguard.api.http.exchange;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.NumberFromZero;

/** How requests over HTTP are served. */
@ConfigMapping(prefix = "voxguard.http")
public interface HttpSettings {
    /** Bytes of a body, also once it is decompressed, or of tensors in a reply; work on more is done on a worker thread. */
    @WithDefault("65536")
    @WithConverter(NumberFromZero.class)
    int inlineBody();

    /** Whether ordinary requests pass by the router, and with it by what Quarkus can do with a request: access log, CORS, headers of its own for each reply. */
    @WithDefault("true")
    boolean direct();
}
