package io.voxguard.api.process;

import io.voxguard.snapshot.SnapshotHook;
import jakarta.annotation.Priority;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What this process calls itself where others are to tell it from its copies. */
@Singleton
@Priority(1) // before the connections, over which others learn the name
public final class ThisProcess implements SnapshotHook {
    private static final int LONGEST_HOST = 100;

    private static volatile String copy = "";

    ThisProcess() {}

    /** Host and process number, in letters, digits and {@code - _ . :}; and a random number of its own if the process was restored from a snapshot. */
    public static String name() {
        String host = host().replaceAll("[^A-Za-z0-9._-]", "-");
        return host.substring(0, Math.min(host.length(), LONGEST_HOST)) + ":"
                + ProcessHandle.current().pid() + copy;
    }

    @Override
    public void afterRestore() {
        copy = ":" + HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
