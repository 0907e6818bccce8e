package homeport.server.drill;

import homeport.server.fault.Ballast;
import homeport.server.fault.Order;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/** Accidents of what servers stand on: Homeport, the network, disks. */
final class HostFaults {
    /** Longer than Homeport waits for a server that is silent. */
    private static final Duration LONG = Duration.ofSeconds(4);

    private static final Duration FULL_MAX = Duration.ofSeconds(30);
    private static final String GROW =
            "INSERT INTO hog SELECT repeat(md5(i::text), 60) FROM generate_series(1, 20000) AS i";

    private HostFaults() {}

    static void homeport(Field field) throws Exception {
        field.stage().killService();
        field.stage().up();
    }

    static void host(Field field) throws Exception {
        Servers primary = field.primary();
        field.stage().killService();
        primary.killAll();
        field.stage().up();
    }

    /** Nobody can decide anything for a while, and clients get no answer from the door. */
    static void halt(Field field) throws Exception {
        Servers primary = field.primary();
        field.stage().signalService("STOP");
        try {
            primary.killAll();
            Field.hold(LONG);
        } finally {
            field.stage().signalService("CONT");
        }
    }

    /** Both come back at the same moment, as after a suspended host: who is right? */
    static void limbo(Field field) throws Exception {
        Servers primary = field.primary();
        field.stage().signalService("STOP");
        primary.freeze();
        try {
            Field.hold(LONG);
        } finally {
            field.stage().signalService("CONT");
            primary.thaw();
        }
    }

    static void partition(Field field) throws Exception {
        field.order(Order.Kind.PARTITION);
        try {
            Field.hold(LONG);
            field.clients().awaitService();
        } finally {
            field.order(Order.Kind.HEAL);
        }
    }

    /** Homeport cannot ask it, and its standby hears nothing; clients at the door would. */
    static void isolate(Field field) throws Exception {
        String timeline = field.clients().timeline();
        field.order(Order.Kind.ISOLATE);
        try {
            field.clients().awaitSuccessor(timeline);
        } finally {
            field.order(Order.Kind.HEAL);
        }
    }

    /** Asks the product itself, and leaves nothing behind. */
    static Optional<String> missing(Field field, Order.Kind kind) {
        try {
            field.order(kind);
            field.order(Order.Kind.HEAL);
            return Optional.empty();
        } catch (IOException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    /** Who leads cannot be written down, so nobody else may lead before there is room again. */
    static void store(Field field) throws Exception {
        Ballast ballast = new Ballast(field.disks().orElseThrow().store());
        try {
            ballast.fill();
            field.primary().killAll();
            Field.hold(LONG);
        } finally {
            ballast.remove();
        }
    }

    /** Segments that PostgreSQL has in store are used up first: somebody writes much. */
    static void disk(Field field) throws Exception {
        try (Connection connection = field.clients().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE hog (filler text)");
        }
        field.order(Order.Kind.DISK_FULL);
        try {
            Stage.await("a write fails", FULL_MAX, () -> !grows(field));
            Field.hold(LONG);
        } finally {
            field.order(Order.Kind.HEAL);
        }
        Stage.await("the table goes", FULL_MAX, () -> drop(field));
    }

    private static boolean grows(Field field) {
        try (Connection connection = field.clients().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(GROW);
            return true;
        } catch (SQLException full) {
            return false;
        }
    }

    private static boolean drop(Field field) throws SQLException {
        try (Connection connection = field.clients().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS hog");
            return true;
        }
    }
}
