package homeport.server.drill;

import homeport.server.drill.Operation.Outcome;
import homeport.server.stage.Stage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.rds.RdsClient;

/** Accidents of PostgreSQL servers and their clients. */
final class ServerFaults {
    private static final String COMPUTE = "DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$";
    private static final String COMPUTING =
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE state = 'active'"
                    + " AND query LIKE 'DO $$%')";
    private static final Duration COMPUTE_MAX = Duration.ofSeconds(10);
    private static final int WAITING = 3;
    private static final Duration WAIT = Duration.ofMillis(400);

    /** Homeport gives a standby up that confirms nothing for 3 s; until then commits wait. */
    private static final Duration WAITS_FOR_CERTAIN = Duration.ofSeconds(2);

    private ServerFaults() {}

    static void kill(Field field) throws Exception {
        field.primary().killPostmaster();
    }

    static void node(Field field) throws Exception {
        field.primary().killAll();
    }

    static void freeze(Field field) throws Exception {
        field.primary().freeze();
    }

    /** Clients hold on to the connection that they have; what they are told late counts. */
    static void thaw(Field field) throws Exception {
        Servers old = field.primary();
        String timeline = field.clients().timeline();
        old.freeze();
        field.clients().awaitSuccessor(timeline);
        field.expectDead(old, "a frozen primary");
        old.thaw();
    }

    static void forced(Field field) throws Exception {
        try (RdsClient rds = field.stage().rds()) {
            rds.rebootDBInstance(r -> r.dbInstanceIdentifier(field.instance()).forceFailover(true));
        }
    }

    /** The second has no standby yet: it must go on itself. */
    static void again(Field field) throws Exception {
        String timeline = field.clients().timeline();
        field.primary().killPostmaster();
        field.clients().awaitSuccessor(timeline);
        field.primary().killPostmaster();
    }

    static void standby(Field field) throws Exception {
        field.standby().killPostmaster();
    }

    static void stuck(Field field) throws Exception {
        field.standby().freeze();
    }

    static void both(Field field) throws Exception {
        Servers standby = field.standby();
        field.primary().killAll();
        standby.killAll();
    }

    static void backend(Field field) throws Exception {
        try (Connection victim = field.clients().connect()) {
            ProcessHandle.of(backend(victim)).orElseThrow().destroyForcibly();
        }
    }

    private static long backend(Connection of) throws SQLException {
        try (Statement statement = of.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** One that computes does not notice that its postmaster is gone. */
    static void orphan(Field field) throws Exception {
        try (Connection connection = field.clients().connect();
                Statement statement = connection.createStatement()) {
            CompletableFuture<Void> computing =
                    CompletableFuture.runAsync(() -> compute(statement));
            Servers old = field.primary();
            Stage.await("a backend computes", COMPUTE_MAX, () -> computes(field));
            String timeline = field.clients().timeline();
            old.killPostmaster();
            field.clients().awaitSuccessor(timeline);
            field.expectDead(old, "an orphan");
            computing.get(10, TimeUnit.SECONDS);
        }
    }

    private static boolean computes(Field field) throws SQLException {
        try (Connection connection = field.clients().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(COMPUTING)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static void compute(Statement statement) {
        try {
            statement.execute(COMPUTE);
        } catch (SQLException ended) {
            // as it must: nothing else ends this
        }
    }

    /** A commit that is on one node only is never told to be a success. */
    static void cancel(Field field) throws Exception {
        Servers standby = field.standby();
        standby.freeze();
        long frozen = System.nanoTime();
        try {
            List<CompletableFuture<Void>> waiting = new ArrayList<>();
            for (int i = 0; i < WAITING; i++) waiting.add(cancelled(field, frozen));
            for (CompletableFuture<Void> one : waiting) one.get(60, TimeUnit.SECONDS);
        } finally {
            standby.thaw();
        }
    }

    private static CompletableFuture<Void> cancelled(Field field, long frozen)
            throws SQLException, TimeoutException, ExecutionException, InterruptedException {
        long id = field.clients().numbers();
        Connection connection = field.clients().connect();
        Statement statement = connection.createStatement();
        CompletableFuture<Void> done =
                CompletableFuture.runAsync(() -> insert(field, statement, id, frozen))
                        .whenComplete((_, _) -> close(connection));
        CompletableFuture.runAsync(
                        () -> cancel(statement),
                        CompletableFuture.delayedExecutor(WAIT.toMillis(), TimeUnit.MILLISECONDS))
                .get(10, TimeUnit.SECONDS);
        return done;
    }

    private static void insert(Field field, Statement statement, long id, long frozen) {
        long invoked = System.nanoTime();
        Outcome outcome = Writer.insert(statement, id);
        long completed = System.nanoTime();
        field.clients().record(new Operation(id, invoked, completed, outcome));
        boolean told = outcome instanceof Outcome.Ok;
        if (told && completed - frozen < WAITS_FOR_CERTAIN.toNanos())
            field.broken().add("a cancelled wait for the standby was told to be a success");
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException gone) {
            // its connection was ended: nothing is left to cancel
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException gone) {
            // already
        }
    }
}
