package homeport.server;

import homeport.server.cli.CommandLineTool;
import homeport.server.log.ServiceLog;

/** Where {@code ./homeport} enters. */
public final class Main {
    /** By name: its superclass reads the property when it is first touched. */
    private static final String LOG_MANAGER = "homeport.server.log.LastingLogManager";

    private Main() {}

    /**
     * Exit statuses: 0 done, 1 it failed and a sentence on standard error says why, 2 the command
     * line was not understood.
     */
    public static void main(String[] args) {
        System.setProperty("java.util.logging.manager", LOG_MANAGER);
        ServiceLog.onlyWarnings();
        System.exit(CommandLineTool.run(args));
    }
}
