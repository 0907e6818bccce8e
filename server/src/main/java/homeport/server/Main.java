package homeport.server;

import homeport.server.cli.CommandLineTool;
import homeport.server.log.ServiceLog;

/** Where {@code ./homeport} enters. */
public final class Main {
    private Main() {}

    /**
     * Exit statuses: 0 done, 1 it failed and a sentence on standard error says why, 2 the command
     * line was not understood.
     */
    public static void main(String[] args) {
        ServiceLog.keepOpenUntilClosed();
        ServiceLog.onlyWarnings();
        System.exit(CommandLineTool.run(args));
    }
}
