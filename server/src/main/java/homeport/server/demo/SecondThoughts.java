package homeport.server.demo;

import homeport.server.Status;
import homeport.server.demo.Demo.Broken;
import homeport.server.local.LocalClient;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * A read replica says honestly how far behind it is and becomes an instance of its own; a table
 * that was dropped comes back as it was at the moment before.
 */
final class SecondThoughts implements Chapter {
    private static final String NAME = "library";
    private static final String REPLICA = "library-replica";
    private static final String RESTORED = "library-before";
    private static final String USER = "pgadmin";
    private static final Duration MAX = Duration.ofSeconds(90);
    private static final Duration HELD = Duration.ofSeconds(3);
    private static final String ROWS = "SELECT count(*) FROM loans";
    private static final String WANTED = "10000";

    /** Source: PostgreSQL documentation, "PostgreSQL Error Codes". */
    private static final String READ_ONLY = "25006";

    private final String password = Chapter.password();

    @Override
    public String title() {
        return "A replica that says how far behind it is, and a table that comes back";
    }

    @Override
    public void play(Stage stage, Tale tale) throws Exception {
        DBInstance library = create(stage, tale);
        DBInstance replica = replicate(stage, tale);
        holdBack(stage, tale, library, replica);
        promote(stage, tale, replica);
        undo(stage, tale, library);
    }

    private DBInstance create(Stage stage, Tale tale) throws Exception {
        Instant asked = Instant.now();
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier(NAME)
                            .engine("postgres")
                            .dbInstanceClass("db.t3.micro")
                            .allocatedStorage(20)
                            .backupRetentionPeriod(1)
                            .masterUsername(USER)
                            .masterUserPassword(password));
        }
        stage.awaitStatus(NAME, "available", MAX);
        tale.say("create-db-instance " + NAME, "with a first backup after " + since(asked));
        DBInstance library = stage.instance(NAME);
        execute(
                stage,
                library,
                "CREATE TABLE loans AS SELECT n AS book, 'reader ' || n % 97 AS reader"
                        + " FROM generate_series(1, 10000) AS n");
        execute(stage, library, "CREATE TABLE shelf AS SELECT 1 AS n");
        return library;
    }

    private DBInstance replicate(Stage stage, Tale tale) throws Exception {
        Instant asked = Instant.now();
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstanceReadReplica(
                    r -> r.dbInstanceIdentifier(REPLICA).sourceDBInstanceIdentifier(NAME));
        }
        stage.awaitStatus(REPLICA, "available", MAX);
        DBInstance replica = stage.instance(REPLICA);
        Stage.await("the replica has all", MAX, () -> ask(stage, replica, ROWS).equals(WANTED));
        tale.say("create-db-instance-read-replica", "has all 10,000 rows after " + since(asked));
        try {
            execute(stage, replica, "DELETE FROM loans");
            throw new Broken("the replica took a write");
        } catch (SQLException refused) {
            if (!READ_ONLY.equals(refused.getSQLState())) throw refused;
        }
        return replica;
    }

    /** What a long report does on a replica of any PostgreSQL. */
    private void holdBack(Stage stage, Tale tale, DBInstance library, DBInstance replica)
            throws Exception {
        double held;
        try (Connection report = stage.connect(replica, USER, password);
                Statement sql = report.createStatement()) {
            report.setAutoCommit(false);
            sql.execute("SELECT * FROM shelf");
            execute(stage, library, "TRUNCATE shelf");
            LockSupport.parkNanos(HELD.toNanos());
            held = lag(stage);
            report.rollback();
        }
        Stage.await("the replica has caught up", MAX, () -> lag(stage) == 0);
        tale.say(
                "a report on the replica holds it up",
                "its lag is %s, then %s".formatted(Status.lagText(held), Status.lagText(0)));
        double wanted = HELD.toMillis() / 1000.0;
        if (Math.abs(held - wanted) > 1)
            throw new Broken("it was %.1f s behind and said %.1f s".formatted(wanted, held));
    }

    private static double lag(Stage stage) throws IOException {
        return LocalClient.of(stage.data()).orElseThrow().status().replicas().stream()
                .filter(replica -> replica.identifier().equals(REPLICA))
                .findFirst()
                .orElseThrow()
                .lagSeconds();
    }

    private void promote(Stage stage, Tale tale, DBInstance replica) throws Exception {
        Instant asked = Instant.now();
        try (RdsClient rds = stage.rds()) {
            rds.promoteReadReplica(r -> r.dbInstanceIdentifier(REPLICA).backupRetentionPeriod(0));
        }
        Stage.await("it takes writes", MAX, () -> takesWrites(stage, replica));
        stage.awaitStatus(REPLICA, "available", MAX);
        tale.say("promote-read-replica", "takes writes after " + since(asked));
        if (!stage.instance(NAME).readReplicaDBInstanceIdentifiers().isEmpty())
            throw new Broken("its source still has it as a replica");
    }

    private boolean takesWrites(Stage stage, DBInstance replica) throws Exception {
        execute(stage, replica, "INSERT INTO loans VALUES (10001, 'somebody')");
        return true;
    }

    private void undo(Stage stage, Tale tale, DBInstance library) throws Exception {
        Instant moment = moment(stage, library);
        execute(stage, library, "DROP TABLE loans");
        tale.say("DROP TABLE loans", "at " + moment + ", by mistake");
        awaitRestorable(stage, moment);
        Instant asked = Instant.now();
        try (RdsClient rds = stage.rds()) {
            rds.restoreDBInstanceToPointInTime(r ->
                    r.sourceDBInstanceIdentifier(NAME)
                            .targetDBInstanceIdentifier(RESTORED)
                            .restoreTime(moment));
        }
        stage.awaitStatus(RESTORED, "available", MAX);
        String rows = ask(stage, stage.instance(RESTORED), ROWS);
        tale.say(
                "restore-db-instance-to-point-in-time",
                "%s rows are back after %s".formatted(rows, since(asked)));
        if (!rows.equals(WANTED)) throw new Broken("there were " + WANTED + " rows, not " + rows);
    }

    /** After all that was committed so far, by the server's clock, in whole milliseconds. */
    private Instant moment(Stage stage, DBInstance library) throws SQLException {
        try (Connection session = stage.connect(library, USER, password);
                Statement sql = session.createStatement();
                ResultSet row = sql.executeQuery("SELECT clock_timestamp()")) {
            row.next();
            Instant now = row.getObject(1, OffsetDateTime.class).toInstant();
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            return now.truncatedTo(ChronoUnit.MILLIS).plusMillis(1);
        }
    }

    private static void awaitRestorable(Stage stage, Instant moment)
            throws IOException, TimeoutException {
        Stage.await(
                "the archive reaches " + moment,
                MAX,
                () -> {
                    Instant latest = stage.instance(NAME).latestRestorableTime();
                    return latest != null && !latest.isBefore(moment);
                });
    }

    private void execute(Stage stage, DBInstance instance, String statement) throws SQLException {
        try (Connection session = stage.connect(instance, USER, password);
                Statement sql = session.createStatement()) {
            sql.execute(statement);
        }
    }

    private String ask(Stage stage, DBInstance instance, String query) throws SQLException {
        try (Connection session = stage.connect(instance, USER, password);
                Statement sql = session.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private static String since(Instant asked) {
        return Stage.seconds(Duration.between(asked, Instant.now()));
    }
}
