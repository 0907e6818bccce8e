package homeport.server.drill;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * Strikes a Multi-AZ instance of its own again and again while a client writes, and counts. The
 * verdict is false when an acknowledged row was lost or the instance did not become redundant
 * again.
 */
public final class Drill {
    private static final String NAME = "drill";
    private static final String USER = "drilladmin";
    private static final Duration CREATE_MAX = Duration.ofMinutes(5);
    private static final Duration SERVE_MAX = Duration.ofSeconds(60);
    private static final Duration REDUNDANT_MAX = Duration.ofMinutes(2);

    /** Rows before a strike, so that it hits a client at work. */
    private static final int WARM = 50;

    /** Rows after service is back, so that what follows counts too. */
    private static final int AFTER = 20;

    private static final String REDUNDANT =
            "SELECT count(*) FROM pg_stat_replication"
                    + " WHERE state = 'streaming' AND sync_state IN ('sync', 'quorum')";

    private final PrintWriter out;
    private final Stage stage;
    private final String password = password();
    private long next = 1;
    private boolean kept = true;

    private Drill(PrintWriter out, Stage stage) {
        this.out = out;
        this.stage = stage;
    }

    /**
     * @param faults names as {@link #names} has them
     * @param runs of each
     * @param failoverAfterSeconds as for {@code up}
     * @return every promise held
     */
    public static boolean run(
            PrintWriter out, List<String> faults, int runs, int failoverAfterSeconds)
            throws Exception {
        String limit = Integer.toString(failoverAfterSeconds);
        try (Stage stage = Stage.open("--failover-after", limit)) {
            return new Drill(out, stage).run(faults, runs);
        }
    }

    /** What can be struck with. */
    public static List<String> names() {
        return List.of(Fault.values()).stream().map(Fault::option).toList();
    }

    private boolean run(List<String> faults, int runs) throws Exception {
        say("A Multi-AZ DB instance in " + stage.data() + " (removed at the end)");
        create();
        say(
                "%-32s %4s  %-26s %-10s %7s %8s %5s"
                        .formatted(
                                "fault",
                                "runs",
                                "outage min/median/max",
                                "redundant",
                                "acked",
                                "unknown",
                                "lost"));
        for (String name : faults) row(Fault.valueOf(name.toUpperCase(Locale.ROOT)), runs);
        say(kept ? "Every acknowledged row is there." : "A PROMISE WAS BROKEN.");
        return kept;
    }

    private void create() throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier(NAME)
                            .engine("postgres")
                            .dbInstanceClass("db.t3.micro")
                            .allocatedStorage(20)
                            .multiAZ(true)
                            .backupRetentionPeriod(0)
                            .masterUsername(USER)
                            .masterUserPassword(password));
        }
        stage.awaitStatus(NAME, "available", CREATE_MAX);
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + Writer.TABLE + " (id bigint PRIMARY KEY)");
        }
    }

    private void row(Fault fault, int runs) throws Exception {
        List<Duration> outages = new ArrayList<>();
        List<Duration> redundant = new ArrayList<>();
        int acked = 0;
        int unknown = 0;
        int lost = 0;
        DBInstance instance = stage.instance(NAME);
        for (int i = 0; i < runs; i++) {
            Writer writer = new Writer(stage, instance, USER, password, next).start();
            awaitRows(writer, WARM);
            long struck = System.nanoTime();
            fault.strike(stage, NAME);
            awaitRows(writer, AFTER);
            redundant.add(awaitRedundant(struck));
            awaitRows(writer, AFTER);
            writer.stop();
            next += 1_000_000;
            Set<Long> found = found();
            List<Long> missing = writer.lost(found);
            if (!missing.isEmpty()) say("LOST: " + missing);
            List<Long> refused = writer.refusedIn(found);
            if (!refused.isEmpty()) say("REFUSED, AND THERE: " + refused);
            kept &= refused.isEmpty();
            outages.add(writer.outage(struck));
            acked += writer.acknowledged();
            unknown += writer.unknown();
            lost += missing.size();
        }
        kept &= lost == 0;
        say(
                "%-32s %4d  %-26s %-10s %7d %8d %5d"
                        .formatted(
                                fault.told(),
                                runs,
                                spread(outages),
                                Stage.seconds(median(redundant)),
                                acked,
                                unknown,
                                lost));
    }

    private static void awaitRows(Writer writer, int more) throws IOException, TimeoutException {
        long before = writer.newest();
        Stage.await("the endpoint takes writes", SERVE_MAX, () -> writer.newest() >= before + more);
    }

    private Duration awaitRedundant(long since) throws IOException, TimeoutException {
        Stage.await("every commit is on two nodes", REDUNDANT_MAX, this::isRedundant);
        return Duration.ofNanos(System.nanoTime() - since);
    }

    private boolean isRedundant() throws SQLException, IOException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(REDUNDANT)) {
            return row.next() && row.getInt(1) > 0;
        }
    }

    private Set<Long> found() throws SQLException, IOException {
        Set<Long> found = new HashSet<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM " + Writer.TABLE)) {
            while (rows.next()) found.add(rows.getLong(1));
        }
        return found;
    }

    private Connection connect() throws SQLException, IOException {
        return stage.connect(stage.instance(NAME), USER, password);
    }

    private static String spread(List<Duration> times) {
        return String.format(
                Locale.ROOT,
                "%.2f / %.2f / %.2f s",
                Collections.min(times).toMillis() / 1000.0,
                median(times).toMillis() / 1000.0,
                Collections.max(times).toMillis() / 1000.0);
    }

    private static Duration median(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    private static String password() {
        byte[] bytes = new byte[18];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}
