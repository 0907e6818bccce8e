package homeport.server.demo;

import homeport.server.demo.Demo.Broken;
import homeport.server.local.LocalClient;
import homeport.server.stage.Stage;
import homeport.server.top.LoadScreen;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.pi.PiClient;
import software.amazon.awssdk.services.pi.model.DetailStatus;
import software.amazon.awssdk.services.pi.model.DimensionKeyDescription;
import software.amazon.awssdk.services.pi.model.DimensionKeyDetail;
import software.amazon.awssdk.services.pi.model.MetricQuery;
import software.amazon.awssdk.services.pi.model.ServiceType;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DatabaseInsightsMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A forgotten transaction and a query without an index, both named by Performance Insights. */
final class Culprits implements Chapter {
    private static final String NAME = "stock";
    private static final String USER = "pgadmin";
    private static final int VCPUS = 2; // of db.t3.micro
    private static final int WRITERS = 3;
    private static final int READERS = 6;
    private static final Duration MAX = Duration.ofSeconds(60);
    private static final Duration WATCHED = Duration.ofSeconds(10);

    private static final String WRITE = "UPDATE articles SET amount = amount - 1 WHERE id = 7";
    private static final String READ = "SELECT count(*) FROM deliveries WHERE code = 'none'";
    private static final String DIGEST = "SELECT count(*) FROM deliveries WHERE code = ?";
    private static final List<String> TABLES =
            List.of(
                    "CREATE TABLE articles AS SELECT n AS id, 100 AS amount"
                            + " FROM generate_series(1, 10) AS n",
                    "ALTER TABLE articles ADD PRIMARY KEY (id)",
                    "CREATE TABLE deliveries AS SELECT n AS id, md5(n::text) AS code"
                            + " FROM generate_series(1, 100000) AS n");

    private final String password = Chapter.password();
    private final CountDownLatch connected = new CountDownLatch(WRITERS + READERS);
    private volatile boolean over;

    @Override
    public String title() {
        return "Who holds up whom, and which query takes the most";
    }

    @Override
    public void play(Stage stage, Tale tale) throws Exception {
        DBInstance stock = create(stage, tale);
        try (Connection connection = stage.connect(stock, USER, password);
                Statement sql = connection.createStatement()) {
            for (String one : TABLES) sql.execute(one);
        }
        List<Thread> clients = new ArrayList<>();
        try (Connection forgotten = open(stage, stock, "reporting");
                Statement sql = forgotten.createStatement()) {
            forgotten.setAutoCommit(false);
            sql.execute(WRITE);
            int holder = pid(sql);
            for (int i = 0; i < WRITERS; i++)
                clients.add(client(stage, stock, "checkout", WRITE, false));
            for (int i = 0; i < READERS; i++)
                clients.add(client(stage, stock, "search", READ, true));
            if (!connected.await(MAX.toSeconds(), TimeUnit.SECONDS))
                throw new Broken("clients cannot connect");
            Instant began = Instant.now();
            tale.say(
                    "a client writes, and forgets to commit",
                    WRITERS + " others want the same row");
            tale.say(READERS + " clients look for what has no index", "again and again");
            try (PiClient insights = stage.insights()) {
                locks(insights, tale, stock, holder);
                load(insights, tale, stock, began, holder);
            }
            tale.line("   ./homeport top " + NAME);
            tale.print(
                    LoadScreen.lines(
                            LocalClient.of(stage.data()).orElseThrow().load(NAME, ""),
                            new LoadScreen.Size(110, 0, false)));
            over = true;
            forgotten.rollback();
        } finally {
            over = true;
            for (Thread one : clients) one.join(MAX);
        }
    }

    private DBInstance create(Stage stage, Tale tale) throws Exception {
        Instant asked = Instant.now();
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier(NAME)
                            .engine("postgres")
                            .dbInstanceClass("db.t3.micro")
                            .allocatedStorage(20)
                            .backupRetentionPeriod(0)
                            .enablePerformanceInsights(true)
                            .databaseInsightsMode(DatabaseInsightsMode.ADVANCED)
                            .performanceInsightsRetentionPeriod(465)
                            .masterUsername(USER)
                            .masterUserPassword(password));
        }
        stage.awaitStatus(NAME, "available", MAX);
        tale.say(
                "create-db-instance " + NAME + " --enable-performance-insights",
                "available after " + Stage.seconds(Duration.between(asked, Instant.now())));
        return stage.instance(NAME);
    }

    private Connection open(Stage stage, DBInstance on, String application) throws SQLException {
        return stage.connect(on, USER, password, Map.of("ApplicationName", application));
    }

    private static int pid(Statement sql) throws SQLException {
        try (ResultSet row = sql.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            int pid = row.getInt(1);
            sql.execute(WRITE); // what it ran last
            return pid;
        }
    }

    private Thread client(
            Stage stage, DBInstance on, String application, String statement, boolean again) {
        return Thread.ofVirtual()
                .name(application)
                .start(() -> {
                    try (Connection connection = open(stage, on, application);
                            PreparedStatement sql = connection.prepareStatement(statement)) {
                        connected.countDown();
                        do sql.execute();
                        while (again && !over);
                    } catch (SQLException refused) {
                        over = true; // what was asked for will then not be seen
                    }
                });
    }

    /** The tree of locks of a second that is just over. */
    private void locks(PiClient insights, Tale tale, DBInstance on, int holder) throws Exception {
        JsonNode[] root = new JsonNode[1];
        Stage.await(
                "a lock snapshot with " + WRITERS + " sessions behind one",
                MAX,
                () -> {
                    Optional<String> tree = tree(insights, on);
                    if (tree.isEmpty()) return false;
                    JsonNode roots = JsonMapper.shared().readTree(tree.get()).get("lock_trees");
                    root[0] = roots.get(0);
                    return root[0].get("blocked_sessions_count").asInt() == WRITERS;
                });
        int named = root[0].get("pid").asInt();
        tale.say(
                "get-dimension-key-details --group db.lock_snapshot",
                "pid %d holds up %d".formatted(named, WRITERS));
        tale.line(
                "      %s, %s: %s"
                        .formatted(
                                root[0].get("application").asString(),
                                root[0].get("state").asString(),
                                root[0].get("last_query_executed").asString()));
        if (named != holder)
            throw new Broken("pid %d was named, but it is %d".formatted(named, holder));
        if (!root[0].get("application").asString().equals("reporting"))
            throw new Broken("the holder was called " + root[0].get("application"));
    }

    private static Optional<String> tree(PiClient insights, DBInstance on) {
        long now = Instant.now().getEpochSecond();
        for (long second = now; second > now - 3; second--) {
            String id = Long.toString(second);
            DimensionKeyDetail detail =
                    insights.getDimensionKeyDetails(r ->
                                    r.serviceType(ServiceType.RDS)
                                            .identifier(on.dbiResourceId())
                                            .group("db.lock_snapshot")
                                            .groupIdentifier(id)
                                            .requestedDimensions("lock_trees"))
                            .dimensions()
                            .getFirst();
            if (detail.status() == DetailStatus.AVAILABLE) return Optional.of(detail.value());
        }
        return Optional.empty();
    }

    private void load(PiClient insights, Tale tale, DBInstance on, Instant began, int holder)
            throws Exception {
        Instant end = began.plus(WATCHED);
        Stage.await("ten seconds of samples", MAX, () -> Instant.now().isAfter(end.plusSeconds(1)));
        DimensionKeyDescription blocker = top(insights, on, began, end, "db.blocking_session");
        String session = blocker.dimensions().get("db.blocking_session.id");
        tale.say(
                "describe-dimension-keys --group-by db.blocking_session",
                "%s, %s sessions wait".formatted(session, number(blocker.total())));
        if (!session.endsWith("." + Integer.toHexString(holder)))
            throw new Broken("%s was named, but it is pid %d".formatted(session, holder));
        DimensionKeyDescription digest = top(insights, on, began, end, "db.sql_tokenized");
        String text = digest.dimensions().getOrDefault("db.sql_tokenized.statement", "");
        tale.say(
                "describe-dimension-keys --group-by db.sql_tokenized",
                "%s sessions, %d vCPUs".formatted(number(digest.total()), VCPUS));
        tale.line("      " + text);
        if (!text.equals(DIGEST)) throw new Broken("the digest with the most load is " + text);
        if (digest.total() < VCPUS || digest.total() > READERS + 0.5)
            throw new Broken(
                    "%d clients make a load of %s".formatted(READERS, number(digest.total())));
        tale.say("get-resource-metrics --group-by db.cpu", processors(insights, on, began, end));
    }

    private static DimensionKeyDescription top(
            PiClient insights, DBInstance on, Instant from, Instant to, String group)
            throws Broken {
        List<DimensionKeyDescription> keys =
                insights.describeDimensionKeys(r ->
                                r.serviceType(ServiceType.RDS)
                                        .identifier(on.dbiResourceId())
                                        .metric("db.load.avg")
                                        .startTime(from)
                                        .endTime(to)
                                        .periodInSeconds(1)
                                        .groupBy(by -> by.group(group).limit(5)))
                        .keys();
        if (keys.isEmpty()) throw new Broken("nothing is known by " + group);
        return keys.getFirst();
    }

    /** What AWS has no name for. */
    private static String processors(PiClient insights, DBInstance on, Instant from, Instant to) {
        MetricQuery query =
                MetricQuery.builder()
                        .metric("db.load.avg")
                        .groupBy(by -> by.group("db.cpu"))
                        .build();
        StringBuilder told = new StringBuilder();
        insights
                .getResourceMetrics(r ->
                        r.serviceType(ServiceType.RDS)
                                .identifier(on.dbiResourceId())
                                .startTime(from)
                                .endTime(to)
                                .periodInSeconds(1)
                                .metricQueries(query))
                .metricList()
                .stream()
                .filter(one -> one.key().hasDimensions() && !one.key().dimensions().isEmpty())
                .forEach(one -> {
                    double mean =
                            one.dataPoints().stream()
                                    .mapToDouble(point -> point.value())
                                    .average()
                                    .orElse(0);
                    told.append(told.isEmpty() ? "" : ", ")
                            .append(number(mean))
                            .append(' ')
                            .append(one.key().dimensions().get("db.cpu.state"));
                });
        return told.toString();
    }

    private static String number(double load) {
        return String.format(Locale.ROOT, "%.1f", load);
    }
}
