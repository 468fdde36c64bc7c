package io.voxguard.service;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What this process calls itself where others are to tell it from its copies. */
public final class ThisProcess {
    private ThisProcess() {}

    /** Host and process number. */
    public static String name() {
        long process = ProcessHandle.current().pid();
        try {
            return InetAddress.getLocalHost().getHostName() + ":" + process;
        } catch (UnknownHostException e) {
            return "unknown:" + process;
        }
    }
}
