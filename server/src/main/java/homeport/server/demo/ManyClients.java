package homeport.server.demo;

import homeport.server.PinnedRow;
import homeport.server.demo.Demo.Broken;
import homeport.server.drill.Servers;
import homeport.server.local.LocalClient;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.ApplyMethod;
import software.amazon.awssdk.services.rds.model.ConnectionPoolConfiguration;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBProxyTarget;
import software.amazon.awssdk.services.rds.model.EngineFamily;
import software.amazon.awssdk.services.rds.model.Parameter;
import software.amazon.awssdk.services.rds.model.Subnet;
import software.amazon.awssdk.services.rds.model.TargetState;
import software.amazon.awssdk.services.rds.model.UserAuthConfig;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Far more clients than a server takes come in through a DB proxy, and stay while the server fails
 * over; a client that keeps a connection to itself is told why.
 */
final class ManyClients implements Chapter {
    private static final String NAME = "counter";
    private static final String PROXY = "counter-proxy";
    private static final String USER = "pgadmin";
    private static final int CLIENTS = 500;
    private static final int CONNECTIONS = 60;
    private static final int SOME_ROWS = 500;
    private static final Duration MAX = Duration.ofSeconds(90);

    /** Else the driver sends its settings by SET, which pins. */
    private static final Map<String, String> QUIET = Map.of("assumeMinServerVersion", "12");

    private final String password = Chapter.password();

    @Override
    public String title() {
        return CLIENTS + " clients at a server that takes " + CONNECTIONS + ", and a failover";
    }

    @Override
    public void play(Stage stage, Tale tale) throws Exception {
        DBInstance counter = create(stage, tale);
        execute(stage, counter, "CREATE TABLE visits (n bigint)");
        String proxy = createProxy(stage, tale);
        straight(stage, tale, counter);
        through(stage, tale, counter, proxy);
        explain(stage, tale, proxy);
    }

    private DBInstance create(Stage stage, Tale tale) throws Exception {
        Instant asked = Instant.now();
        try (RdsClient rds = stage.rds()) {
            String family =
                    rds.describeDBEngineVersions(r -> r.engine("postgres").defaultOnly(true))
                            .dbEngineVersions()
                            .getFirst()
                            .dbParameterGroupFamily();
            rds.createDBParameterGroup(r ->
                    r.dbParameterGroupName("few")
                            .dbParameterGroupFamily(family)
                            .description("takes few connections"));
            rds.modifyDBParameterGroup(r ->
                    r.dbParameterGroupName("few")
                            .parameters(
                                    Parameter.builder()
                                            .parameterName("max_connections")
                                            .parameterValue(Integer.toString(CONNECTIONS))
                                            .applyMethod(ApplyMethod.PENDING_REBOOT)
                                            .build()));
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier(NAME)
                            .engine("postgres")
                            .dbInstanceClass("db.t3.micro")
                            .dbParameterGroupName("few")
                            .allocatedStorage(20)
                            .multiAZ(true)
                            .backupRetentionPeriod(0)
                            .masterUsername(USER)
                            .masterUserPassword(password));
        }
        stage.awaitStatus(NAME, "available", MAX);
        tale.say(
                "create-db-instance --multi-az " + NAME,
                "max_connections=%d, available after %s".formatted(CONNECTIONS, since(asked)));
        return stage.instance(NAME);
    }

    /** The proxy's endpoint. */
    private String createProxy(Stage stage, Tale tale) throws Exception {
        Instant asked = Instant.now();
        String secret;
        try (SecretsManagerClient secrets = stage.secrets()) {
            String json = "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(USER, password);
            secret = secrets.createSecret(r -> r.name(NAME).secretString(json)).arn();
        }
        List<String> subnets =
                stage.instance(NAME).dbSubnetGroup().subnets().stream()
                        .map(Subnet::subnetIdentifier)
                        .toList();
        try (RdsClient rds = stage.rds()) {
            String endpoint =
                    rds.createDBProxy(r ->
                                    r.dbProxyName(PROXY)
                                            .engineFamily(EngineFamily.POSTGRESQL)
                                            .roleArn("arn:aws:iam::000000000000:role/proxy")
                                            .vpcSubnetIds(subnets)
                                            .requireTLS(true)
                                            .auth(
                                                    UserAuthConfig.builder()
                                                            .authScheme("SECRETS")
                                                            .secretArn(secret)
                                                            .build()))
                            .dbProxy()
                            .endpoint();
            rds.modifyDBProxyTargetGroup(r ->
                    r.dbProxyName(PROXY)
                            .targetGroupName("default")
                            .connectionPoolConfig(
                                    ConnectionPoolConfiguration.builder()
                                            .maxConnectionsPercent(80)
                                            .build()));
            rds.registerDBProxyTargets(r -> r.dbProxyName(PROXY).dbInstanceIdentifiers(NAME));
            Stage.await("the proxy's target is available", MAX, () -> isAvailable(rds));
            tale.say("create-db-proxy, register-db-proxy-targets", "after " + since(asked));
            return endpoint;
        }
    }

    private static boolean isAvailable(RdsClient rds) {
        List<DBProxyTarget> targets =
                rds.describeDBProxyTargets(r -> r.dbProxyName(PROXY)).targets();
        return !targets.isEmpty()
                && targets.getFirst().targetHealth().state() == TargetState.AVAILABLE;
    }

    private void straight(Stage stage, Tale tale, DBInstance counter) throws Exception {
        Crowd crowd = new Crowd(() -> stage.connect(counter, USER, password, QUIET));
        try {
            crowd.come(CLIENTS);
            // no longer: a crowd that is refused and asks again takes all that the machine has
            Stage.await(
                    "some come in and many are refused",
                    MAX,
                    () -> crowd.rows() > 0 && errorsOf(crowd) >= CLIENTS);
        } finally {
            crowd.leave();
        }
        tale.say(
                CLIENTS + " clients at the instance's own endpoint",
                "%,d rows, %,d refusals".formatted(crowd.rows(), errorsOf(crowd)));
        execute(stage, counter, "TRUNCATE visits");
    }

    private static long errorsOf(Crowd crowd) {
        return crowd.errors().values().stream().mapToLong(Long::longValue).sum();
    }

    private void through(Stage stage, Tale tale, DBInstance counter, String proxy)
            throws Exception {
        Crowd crowd =
                new Crowd(() -> stage.connect(proxy, 5432, "postgres", USER, password, QUIET));
        long before;
        long forced;
        Map<String, Long> calm;
        try {
            crowd.come(CLIENTS);
            more(crowd);
            calm = crowd.errors();
            before = crowd.rows();
            force(stage);
            more(crowd);
            forced = errorsOf(crowd);
            stage.awaitStatus(NAME, "available", MAX);
            awaitRedundant(stage, counter);
            Servers.primary(stage, counter.dbiResourceId()).killPostmaster();
            more(crowd);
        } finally {
            crowd.leave();
        }
        tale.say(
                CLIENTS + " clients through the proxy",
                "%,d rows, %s".formatted(before, calm.isEmpty() ? "no error" : calm));
        tale.say("then reboot-db-instance --force-failover", forced + " errors");
        tale.say(
                "then kill -9 of the primary",
                "%s; the longest visit took %s"
                        .formatted(
                                crowd.errors().isEmpty() ? "no error" : crowd.errors(),
                                Stage.seconds(crowd.longest())));
        long lost = lost(stage, counter, crowd);
        tale.say(
                String.format(Locale.ROOT, "of %,d promised rows", crowd.rows()),
                lost + " are lost");
        if (!calm.isEmpty()) throw new Broken("clients of the proxy were refused: " + calm);
        if (lost > 0) throw new Broken(lost + " rows were promised and are lost");
    }

    private static void more(Crowd crowd) throws IOException, TimeoutException {
        long wanted = crowd.rows() + SOME_ROWS;
        Stage.await("the clients write", MAX, () -> crowd.rows() >= wanted);
    }

    private static void force(Stage stage) throws IOException {
        try (RdsClient rds = stage.rds()) {
            rds.rebootDBInstance(r -> r.dbInstanceIdentifier(NAME).forceFailover(true));
        }
    }

    private void awaitRedundant(Stage stage, DBInstance counter)
            throws IOException, TimeoutException {
        Stage.await(
                "every commit is on two nodes",
                MAX,
                () -> {
                    try (Connection connection = stage.connect(counter, USER, password)) {
                        return Servers.followers(connection) > 0;
                    }
                });
    }

    private long lost(Stage stage, DBInstance counter, Crowd crowd) throws Exception {
        Set<Long> found = new HashSet<>();
        Stage.await(
                "the instance answers",
                MAX,
                () -> {
                    found.clear();
                    try (Connection connection = stage.connect(counter, USER, password);
                            Statement sql = connection.createStatement();
                            ResultSet rows = sql.executeQuery("SELECT n FROM visits")) {
                        while (rows.next()) found.add(rows.getLong(1));
                        return true;
                    }
                });
        return crowd.promised().stream().filter(n -> !found.contains(n)).count();
    }

    private void explain(Stage stage, Tale tale, String proxy) throws Exception {
        try (Connection one = stage.connect(proxy, 5432, "postgres", USER, password, QUIET);
                Statement sql = one.createStatement()) {
            sql.execute("SET search_path = 'shop'");
            PinnedRow pinned = LocalClient.of(stage.data()).orElseThrow().pins(PROXY).getFirst();
            PinnedRow.Because because = pinned.reasons().getFirst();
            tale.say("a client that runs SET search_path", "is pinned");
            tale.line("      " + because.digest());
            tale.line("      Instead: " + because.advice());
            if (!because.digest().startsWith("set search_path"))
                throw new Broken("it was pinned for " + because.digest());
        }
    }

    private void execute(Stage stage, DBInstance on, String statement) throws SQLException {
        try (Connection connection = stage.connect(on, USER, password);
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static String since(Instant asked) {
        return Stage.seconds(Duration.between(asked, Instant.now()));
    }
}
