package io.voxguard.api.process;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What this process calls itself where others are to tell it from its copies. */
public final class ThisProcess {
    private static final int LONGEST_HOST = 100;

    private ThisProcess() {}

    /** Host and process number, in letters, digits and {@code - _ . :}. */
    public static String name() {
        String host = host().replaceAll("[^A-Za-z0-9._-]", "-");
        return host.substring(0, Math.min(host.length(), LONGEST_HOST)) + ":"
                + ProcessHandle.current().pid();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
