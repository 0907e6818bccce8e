package homeport.server.drill;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.ApplyMethod;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.Parameter;

/**
 * Restores a Multi-AZ instance, into which a row was written every 50 ms and which failed over
 * twice meanwhile, to its latest time and to moments drawn at random. Each restored database must
 * hold exactly the rows that were committed before its moment, by the server's own account of
 * commits.
 */
public final class Restores {
    private static final Duration WRITING = Duration.ofSeconds(20);
    private static final Duration EVERY = Duration.ofMillis(50);
    private static final Duration MAX = Duration.ofMinutes(5);
    private static final String USER = "drilladmin";
    private static final String GROUP = "drill";

    private final PrintWriter out;
    private final Stage stage;
    private final String password = UUID.randomUUID().toString();
    private boolean kept = true;

    private Restores(PrintWriter out, Stage stage) {
        this.out = out;
        this.stage = stage;
    }

    /**
     * Prints a line for each restore.
     *
     * @return whether every one held what it had to
     */
    public static boolean run(PrintWriter out, int count, long seed) throws Exception {
        try (Ground ground = Ground.open(false, "--archive-every", "2")) {
            Restores restores = new Restores(out, ground.stage());
            restores.all(count, seed);
            return restores.kept;
        }
    }

    private void all(int count, long seed) throws Exception {
        out.println("Making a Multi-AZ instance with backups ...");
        out.flush();
        DBInstance made = create();
        TreeMap<Instant, Integer> commits = write(made);
        out.printf("%d rows in %s, through two failovers%n", commits.size(), WRITING);
        Instant first = commits.firstKey();
        Instant end = commits.lastKey();
        out.printf("%-28s %8s %8s %10s%n", "restored to", "wanted", "found", "took");
        restore("restored-latest", Optional.empty(), commits); // at once, whatever is archived
        awaitRestorable(end.plusMillis(1));
        execute(made, "DROP TABLE ticks");
        Instant dropped = Instant.now();
        awaitRestorable(dropped);
        out.println("the table is dropped");
        Random random = new Random(seed);
        long span = Duration.between(first, end).toMillis();
        for (int i = 0; i < count; i++) {
            Instant moment = first.plusMillis(random.nextLong(span)).truncatedTo(ChronoUnit.MILLIS);
            restore("restored-" + i, Optional.of(moment), commits);
        }
        restore("restored-last", Optional.of(end.plusMillis(1)), commits);
        out.println(kept ? "every restore held exactly what it had to" : "a promise is BROKEN");
        out.flush();
    }

    private DBInstance create() throws Exception {
        try (RdsClient rds = stage.rds()) {
            String family =
                    rds.describeDBEngineVersions(r -> r.engine("postgres").defaultOnly(true))
                            .dbEngineVersions()
                            .getFirst()
                            .dbParameterGroupFamily();
            rds.createDBParameterGroup(r ->
                    r.dbParameterGroupName(GROUP)
                            .dbParameterGroupFamily(family)
                            .description("notes when transactions are committed"));
            Parameter notes =
                    Parameter.builder()
                            .parameterName("track_commit_timestamp")
                            .parameterValue("1")
                            .applyMethod(ApplyMethod.PENDING_REBOOT)
                            .build();
            rds.modifyDBParameterGroup(r -> r.dbParameterGroupName(GROUP).parameters(notes));
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier(Database.NAME)
                            .engine("postgres")
                            .dbInstanceClass("db.t3.micro")
                            .dbParameterGroupName(GROUP)
                            .allocatedStorage(20)
                            .multiAZ(true)
                            .backupRetentionPeriod(1)
                            .masterUsername(USER)
                            .masterUserPassword(password));
        }
        stage.awaitStatus(Database.NAME, "available", MAX);
        return stage.instance(Database.NAME);
    }

    /** One row after another, through a failover; when each was committed, by its number. */
    private TreeMap<Instant, Integer> write(DBInstance made) throws Exception {
        try (Ticks _ = Ticks.into(stage, made, USER, password, EVERY)) {
            LockSupport.parkNanos(WRITING.toNanos() / 3);
            try (RdsClient rds = stage.rds()) {
                rds.rebootDBInstance(
                        r -> r.dbInstanceIdentifier(Database.NAME).forceFailover(true));
            }
            LockSupport.parkNanos(WRITING.toNanos() / 3);
            Servers.primary(stage, made.dbiResourceId()).killPostmaster();
            LockSupport.parkNanos(WRITING.toNanos() / 3);
        }
        TreeMap<Instant, Integer> commits = new TreeMap<>();
        String query = "SELECT i, pg_xact_commit_timestamp(xmin) FROM ticks ORDER BY i";
        try (Connection session = stage.connect(made, USER, password);
                Statement sql = session.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            while (row.next())
                commits.put(row.getObject(2, OffsetDateTime.class).toInstant(), row.getInt(1));
        }
        return commits;
    }

    private void awaitRestorable(Instant moment) throws IOException, TimeoutException {
        Stage.await(
                "the archive reaches " + moment,
                MAX,
                () -> {
                    Instant latest = stage.instance(Database.NAME).latestRestorableTime();
                    return latest != null && !latest.isBefore(moment);
                });
    }

    private void restore(String name, Optional<Instant> until, Map<Instant, Integer> commits)
            throws Exception {
        Instant begin = Instant.now();
        try (RdsClient rds = stage.rds()) {
            rds.restoreDBInstanceToPointInTime(r ->
                    r.sourceDBInstanceIdentifier(Database.NAME)
                            .targetDBInstanceIdentifier(name)
                            .dbParameterGroupName(GROUP)
                            .restoreTime(until.orElse(null))
                            .useLatestRestorableTime(until.isEmpty() ? true : null));
        }
        stage.awaitStatus(name, "available", MAX);
        Duration took = Duration.between(begin, Instant.now());
        TreeSet<Integer> wanted = new TreeSet<>();
        commits.forEach((at, i) -> {
            if (until.isEmpty() || at.isBefore(until.get())) wanted.add(i);
        });
        TreeSet<Integer> found = new TreeSet<>();
        try (Connection session = stage.connect(stage.instance(name), USER, password);
                Statement sql = session.createStatement();
                ResultSet row = sql.executeQuery("SELECT i FROM ticks")) {
            while (row.next()) found.add(row.getInt(1));
        }
        boolean same = found.equals(wanted);
        kept &= same;
        out.printf(
                "%-28s %8d %8d %8.1f s%s%n",
                until.map(Instant::toString).orElse("latest"),
                wanted.size(),
                found.size(),
                took.toMillis() / 1000.0,
                same ? "" : "  BROKEN");
        out.flush();
        try (RdsClient rds = stage.rds()) {
            rds.deleteDBInstance(r -> r.dbInstanceIdentifier(name).skipFinalSnapshot(true));
        }
        stage.awaitStatus(name, "gone", MAX);
    }

    private void execute(DBInstance made, String statement) throws IOException, SQLException {
        try (Connection session = stage.connect(made, USER, password);
                Statement sql = session.createStatement()) {
            sql.execute(statement);
        }
    }
}
