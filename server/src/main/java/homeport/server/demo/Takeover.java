package homeport.server.demo;

import homeport.server.demo.Demo.Broken;
import homeport.server.drill.History;
import homeport.server.drill.Servers;
import homeport.server.drill.Writer;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * The standby of a Multi-AZ instance takes over twice while a client writes: asked through the API,
 * and unasked. No promised row is lost.
 */
final class Takeover implements Chapter {
    private static final String NAME = "payments";
    private static final String USER = "pgadmin";
    private static final Duration AVAILABLE_MAX = Duration.ofSeconds(90);
    private static final Duration SERVED_MAX = Duration.ofSeconds(30);
    private static final Duration REDUNDANT_MAX = Duration.ofSeconds(60);
    private static final int SOME_ROWS = 200;

    private final String password = Chapter.password();
    private final List<List<String>> table = new ArrayList<>();

    /** The first number of the next client. */
    private long next = 1;

    /** What happens to the primary. */
    private interface Accident {
        void happens() throws Exception;
    }

    @Override
    public String title() {
        return "A standby in another zone, which takes over and has every row";
    }

    @Override
    public void play(Stage stage, Tale tale) throws Exception {
        DBInstance made = create(stage, tale);
        try (Connection connection = stage.connect(made, USER, password)) {
            Writer.prepare(connection);
        }
        table.add(List.of("what happened", "client waited", "primary before", "after", "lost"));
        strike(stage, tale, "reboot-db-instance --force-failover", () -> force(stage));
        strike(
                stage,
                tale,
                "kill -9 of the primary",
                () ->
                        Servers.primary(stage, stage.instance(NAME).dbiResourceId())
                                .killPostmaster());
        tale.print(Rows.draw(table));
    }

    private DBInstance create(Stage stage, Tale tale) throws IOException, TimeoutException {
        Instant asked = Instant.now();
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
        stage.awaitStatus(NAME, "available", AVAILABLE_MAX);
        DBInstance made = stage.instance(NAME);
        tale.say(
                "create-db-instance --multi-az " + NAME,
                "available after " + Stage.seconds(Duration.between(asked, Instant.now())));
        tale.say("its zones", made.availabilityZone() + ", standby in " + standbyZone(made));
        return made;
    }

    private static String standbyZone(DBInstance instance) {
        return String.valueOf(instance.secondaryAvailabilityZone());
    }

    private static void force(Stage stage) throws IOException {
        try (RdsClient rds = stage.rds()) {
            rds.rebootDBInstance(r -> r.dbInstanceIdentifier(NAME).forceFailover(true));
        }
    }

    private void strike(Stage stage, Tale tale, String what, Accident accident) throws Exception {
        awaitRedundant(stage);
        DBInstance before = stage.instance(NAME);
        Writer writer = new Writer(() -> stage.connect(before, USER, password), next).start();
        long struck;
        try {
            awaitRows(writer);
            String timeline = writer.timeline();
            struck = System.nanoTime();
            accident.happens();
            Stage.await(
                    "the standby serves",
                    SERVED_MAX,
                    () -> writer.timeline().compareTo(timeline) > 0);
            awaitRows(writer);
            awaitRedundant(stage);
        } finally {
            writer.stop();
        }
        String waited = seconds(writer.outage(struck));
        History.Verdict verdict = verdict(stage, before, writer);
        DBInstance after = stage.instance(NAME);
        tale.say(
                what,
                String.format(
                        Locale.ROOT,
                        "the client waited %s; of %,d promised rows %d are lost",
                        waited,
                        writer.acknowledged(),
                        verdict.lost().size()));
        if (!verdict.holds())
            throw new Broken("lost: %s; %s".formatted(verdict.lost(), verdict.other()));
        if (!after.endpoint().equals(before.endpoint())) throw new Broken("the endpoint moved");
        if (after.availabilityZone().equals(before.availabilityZone()))
            throw new Broken("the primary is still in " + after.availabilityZone());
        table.add(
                List.of(
                        what,
                        waited,
                        before.availabilityZone(),
                        after.availabilityZone(),
                        Integer.toString(verdict.lost().size())));
    }

    private History.Verdict verdict(Stage stage, DBInstance instance, Writer writer)
            throws SQLException {
        try (Connection connection = stage.connect(instance, USER, password)) {
            History history = History.of(writer.operations(), next, connection);
            next += writer.operations().size();
            return history.verdict();
        }
    }

    private static void awaitRows(Writer writer) throws IOException, TimeoutException {
        long wanted = writer.acknowledged() + SOME_ROWS;
        Stage.await("the client writes", SERVED_MAX, () -> writer.acknowledged() >= wanted);
    }

    private void awaitRedundant(Stage stage) throws IOException, TimeoutException {
        Stage.await("every commit is on two nodes", REDUNDANT_MAX, () -> isRedundant(stage));
    }

    private boolean isRedundant(Stage stage) throws SQLException, IOException {
        DBInstance instance = stage.instance(NAME);
        if (!instance.dbInstanceStatus().equals("available")) return false;
        try (Connection connection = stage.connect(instance, USER, password)) {
            return Servers.followers(connection) > 0;
        }
    }

    private static String seconds(Duration waited) {
        return String.format(Locale.ROOT, "%.2f s", waited.toMillis() / 1000.0);
    }
}
