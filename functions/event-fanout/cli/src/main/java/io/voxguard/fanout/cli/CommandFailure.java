package io.voxguard.fanout.cli;

/** A command that cannot be carried out, with one line for the user. */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandFailure(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    /** Returns the failure of a command that is not understood. */
    static CommandFailure usage(String message) {
        return new CommandFailure(FanoutCli.NOT_UNDERSTOOD, message);
    }

    static CommandFailure failed(String message) {
        return new CommandFailure(FanoutCli.FAILED, message);
    }

    int exitCode() {
        return exitCode;
    }

    String line() {
        return String.valueOf(getMessage());
    }
}
