package homeport.server.drill;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.rds.RdsClient;

/** What is done to an instance. */
enum Fault {
    /** kill -9 of the primary's postmaster; its backends are left to themselves. */
    KILL("kill -9 of the primary") {
        @Override
        void strike(Stage stage, String instance) throws Exception {
            signal("KILL", Servers.primary(stage, instance).postmaster());
        }
    },
    /** Every process of the primary's node is gone at once. */
    NODE("every process of its node gone") {
        @Override
        void strike(Stage stage, String instance) throws Exception {
            for (long pid : Servers.primary(stage, instance).processes()) signal("KILL", pid);
        }
    },
    /** The primary and its children stand still, and hold their connections open. */
    FREEZE("primary frozen") {
        @Override
        void strike(Stage stage, String instance) throws Exception {
            for (long pid : Servers.primary(stage, instance).processes()) signal("STOP", pid);
        }
    },
    /** reboot-db-instance --force-failover. */
    FORCED("forced failover") {
        @Override
        void strike(Stage stage, String instance) throws Exception {
            try (RdsClient rds = stage.rds()) {
                rds.rebootDBInstance(r -> r.dbInstanceIdentifier(instance).forceFailover(true));
            }
        }
    },
    /** kill -9 of the standby's postmaster. */
    STANDBY("kill -9 of the standby") {
        @Override
        void strike(Stage stage, String instance) throws Exception {
            signal("KILL", Servers.standby(stage, instance).postmaster());
        }
    },
    /** kill -9 of Homeport, which is started again at once. */
    HOMEPORT("kill -9 of Homeport") {
        @Override
        void strike(Stage stage, String instance) throws Exception {
            stage.killService();
            stage.up();
        }
    };

    private final String told;

    Fault(String told) {
        this.told = told;
    }

    abstract void strike(Stage stage, String instance) throws Exception;

    String told() {
        return told;
    }

    /** As the command line spells it. */
    String option() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        if (!kill.waitFor(5, TimeUnit.SECONDS)) throw new IOException("kill does not end");
    }
}
