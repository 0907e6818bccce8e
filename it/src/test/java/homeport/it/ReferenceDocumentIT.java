package homeport.it;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import homeport.server.cli.CommandLineTool;
import homeport.server.stage.Stage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBProxy;
import software.amazon.awssdk.services.rds.model.DBProxyStatus;
import software.amazon.awssdk.services.rds.model.DBProxyTarget;
import software.amazon.awssdk.services.rds.model.Event;
import software.amazon.awssdk.services.rds.model.IAMAuthMode;
import software.amazon.awssdk.services.rds.model.SourceType;
import software.amazon.awssdk.services.rds.model.TargetState;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The CLI section of the document that started Homeport, with Debian's AWS CLI, and its Python
 * module, with psycopg2: both through the DB proxy that the commands make; and what both tell of a
 * load that is known.
 */
class ReferenceDocumentIT {
    private static final String NAME = "postgres-prod";
    private static final String REPLICA = "postgres-prod-replica";
    private static final String USER = "pgadmin";
    private static final String PROXY_NAME = "postgres-prod-proxy";

    /** How long a statement is made to run. */
    private static final int SLEPT_SECONDS = 8;

    private static final Duration USER_MAX = Duration.ofSeconds(120);
    private static final String PASSWORD = "not-a-secret-1";
    private static final List<String> PSYCOPG2 =
            List.of("/usr/bin/python3", "-c", "import boto3, psycopg2");

    @TempDir Path home;

    private Stage service;

    @Test
    void itsMultiAzReadReplicaAndProxyCommandsRun() throws Exception {
        needs(Files.isExecutable(ReferenceCommands.CLI), "awscli");
        needs(modulesAreThere(), "python3-boto3 and python3-psycopg2");
        // one failover is asked for: no slow machine shall add one
        try (Stage opened = Stage.in(home, "--failover-after", "30")) {
            service = opened;
            run("bash", "-c", ReferenceCommands.SECTION + ReferenceCommands.PROXY);
            theInstanceFailedOverAndItsReplicaIsAnInstance();
            try (RdsClient rds = service.rds()) {
                assertThat(rds.describeEvents().events().stream().map(Event::message))
                        .contains("Multi-AZ instance failover completed");
                theProxyIsThere(service, rds);
                theDatabasesAreAsTheDocumentTakesThemToBe(rds);
                itsTokenOpensThePsqlSession();
                itsPythonModuleRuns(rds);
                itsFiguresAreReal();
                itsAdvancedModeIsOn(rds);
                itsUserIsInTheDatabaseUntilItIsDeleted(rds);
            }
        }
    }

    private static void needs(boolean isThere, String packages) {
        if (!isThere && Boolean.parseBoolean(System.getenv("CI")))
            throw new AssertionError("install the Debian package " + packages);
        Assumptions.assumeTrue(isThere, "install the Debian package " + packages);
    }

    private static boolean modulesAreThere() throws Exception {
        if (!Files.isExecutable(Path.of(PSYCOPG2.getFirst()))) return false;
        Process python = new ProcessBuilder(PSYCOPG2).start();
        return python.waitFor(60, TimeUnit.SECONDS) && python.exitValue() == 0;
    }

    /** Returns what it said; its exit status is 0. */
    private String run(String... command) throws Exception {
        Path out = Files.createTempFile(home, "said", ".txt");
        ProcessBuilder program = new ProcessBuilder(command);
        Map<String, String> environment = program.environment();
        environment.put("ENDPOINT", service.api());
        environment.put("AWS_ACCESS_KEY_ID", service.key().accessKeyId());
        environment.put("AWS_SECRET_ACCESS_KEY", service.key().secretAccessKey());
        environment.put("AWS_DEFAULT_REGION", "us-east-1");
        environment.put("AWS_PAGER", "");
        ReferenceCommands.quickWaiters(home.resolve("models"))
                .ifPresent(folder -> environment.put("AWS_DATA_PATH", folder.toString()));
        Process run =
                program.directory(home.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        boolean done = run.waitFor(900, TimeUnit.SECONDS);
        if (!done) run.destroyForcibly();
        String said = Files.readString(out);
        assertThat(done).as(said).isTrue();
        assertThat(run.exitValue())
                .as(said + "\nthe service:\n" + Files.readString(service.log()))
                .isZero();
        return said;
    }

    private void theInstanceFailedOverAndItsReplicaIsAnInstance() throws Exception {
        DBInstance instance = service.instance(NAME);
        assertThat(instance.dbInstanceStatus()).isEqualTo("available");
        assertThat(instance.engineVersion()).isEqualTo("16.3");
        assertThat(instance.iops()).isEqualTo(3000);
        assertThat(instance.multiAZ()).isTrue();
        assertThat(instance.secondaryAvailabilityZone())
                .isNotNull()
                .isNotEqualTo(instance.availabilityZone());
        assertThat(instance.pendingModifiedValues().multiAZ()).isNull();
        assertThat(instance.readReplicaDBInstanceIdentifiers()).isEmpty();
        DBInstance promoted = service.instance(REPLICA);
        assertThat(promoted.dbInstanceStatus()).isEqualTo("available");
        assertThat(promoted.backupRetentionPeriod()).isEqualTo(7);
        assertThat(promoted.performanceInsightsEnabled()).isTrue();
        assertThat(promoted.storageEncrypted()).isTrue();
        assertThat(promoted.statusInfos()).isEmpty();
    }

    /**
     * The secret has the password of the master, database appdb is there, and the replica takes
     * tokens of the user that the module signs in as.
     */
    private void theDatabasesAreAsTheDocumentTakesThemToBe(RdsClient rds) throws Exception {
        rds.modifyDBInstance(r -> r.dbInstanceIdentifier(NAME).masterUserPassword(PASSWORD));
        rds.modifyDBInstance(r ->
                r.dbInstanceIdentifier(REPLICA)
                        .masterUserPassword(PASSWORD)
                        .enableIAMDatabaseAuthentication(true)
                        .applyImmediately(true));
        Stage.await("appdb is there", USER_MAX, () -> executed(NAME, "CREATE DATABASE appdb"));
        Stage.await("and there", USER_MAX, () -> executed(REPLICA, "CREATE DATABASE appdb"));
        Stage.await("tokens", USER_MAX, () -> executed(REPLICA, "GRANT rds_iam TO pgadmin"));
        Stage.await("the target is available", USER_MAX, () -> isAvailable(rds));
        Stage.await("the replica takes tokens", USER_MAX, this::replicaTakesTokens);
    }

    private boolean executed(String instance, String sql) throws Exception {
        try (Connection session = service.connect(service.instance(instance), USER, PASSWORD);
                Statement statement = session.createStatement()) {
            return !statement.execute(sql);
        }
    }

    private static boolean isAvailable(RdsClient rds) {
        return rds.describeDBProxyTargets(r -> r.dbProxyName(PROXY_NAME)).targets().stream()
                .allMatch(target -> target.targetHealth().state() == TargetState.AVAILABLE);
    }

    private boolean replicaTakesTokens() throws Exception {
        DBInstance replica = service.instance(REPLICA);
        String host = replica.endpoint().address();
        String token = Tokens.of(service, host, replica.endpoint().port(), USER);
        try (Connection session = service.connect(replica, USER, token)) {
            return session.isValid(5);
        }
    }

    private void itsTokenOpensThePsqlSession() throws Exception {
        assertThat(run("bash", "-c", ReferenceCommands.TOKEN))
                .contains("pgadmin")
                .contains("PostgreSQL 16.")
                .contains("(1 row)");
    }

    /** Its names are those of the proxy, the replica and the instance that there are here. */
    private void itsPythonModuleRuns(RdsClient rds) throws Exception {
        String proxy = rds.describeDBProxies(r -> {}).dbProxies().getFirst().endpoint();
        String replica = service.instance(REPLICA).endpoint().address();
        ReferenceModule.write(
                home,
                Map.of(
                        ReferenceModule.PROXY_HOST, proxy,
                        ReferenceModule.REPLICA_HOST, replica,
                        ReferenceModule.REPLICA, REPLICA,
                        ReferenceModule.RESOURCE_ID, service.instance(NAME).dbiResourceId()));
        Path program = home.resolve("program.py");
        Files.writeString(
                program, ReferenceCommands.MODULE_WRITER + ReferenceCommands.MODULE_READER);
        assertThat(run("/usr/bin/python3", program.toString())).contains("written", "read");
    }

    /** By the commands and by the module: a load that is known, once its minute is over. */
    private void itsFiguresAreReal() throws Exception {
        long nextMinute = 60 - Instant.now().getEpochSecond() % 60;
        if (nextMinute < SLEPT_SECONDS + 2) Thread.sleep(Duration.ofSeconds(nextMinute));
        executed(NAME, "DO 'BEGIN PERFORM pg_sleep(" + SLEPT_SECONDS + "); END'");
        String program = home.resolve("asker.py").toString();
        Files.writeString(Path.of(program), ReferenceCommands.MODULE_ASKER);
        String id = service.instance(NAME).dbiResourceId();
        JsonNode[] said = new JsonNode[1];
        Stage.await(
                "the minute is over",
                Duration.ofMinutes(4),
                () -> {
                    said[0] = JsonMapper.shared().readTree(run("/usr/bin/python3", program, id));
                    return said[0].get("top").valueStream().anyMatch(ReferenceDocumentIT::slept);
                });
        JsonNode top = said[0].get("top");
        assertThat(top.get(0).get("sql").asString()).as("the total comes first").isEqualTo("N/A");
        JsonNode slept =
                top.valueStream().filter(ReferenceDocumentIT::slept).findFirst().orElseThrow();
        double average = slept.get("avg_db_load_aas").asDouble();
        assertThat(average * slept.get("datapoints").asInt() * 60)
                .as("seconds of load")
                .isCloseTo(SLEPT_SECONDS, within(1.5));
        assertThat(said[0].get("printed").asString())
                .contains("#1 — DB Load: ", " AAS\n  SQL: N/A", "pg_sleep");
        assertThat(said[0].get("read").toString()).isEqualTo("[{\"at_replica\":true}]");
        assertThat(said[0].get("lag").isNumber()).isTrue();
        assertThat(said[0].get("lag").asDouble()).isBetween(0.0, 10.0);
        itsCommandsTellTheSame();
    }

    private static boolean slept(JsonNode one) {
        return one.get("sql").asString().contains("pg_sleep")
                && one.get("avg_db_load_aas").asDouble() > 0;
    }

    private void itsCommandsTellTheSame() throws Exception {
        String said = run("bash", "-c", ReferenceCommands.INSIGHTS);
        Map<String, String> parts = new TreeMap<>();
        for (String part : said.split("== "))
            parts.put(
                    part.lines().findFirst().orElse(""),
                    part.lines().skip(1).collect(joining("\n")));
        assertThat(Double.parseDouble(parts.get("lag").lines().findFirst().orElseThrow()))
                .isBetween(0.0, 10.0);
        assertThat(parts.get("load")).contains("pg_sleep", "\"db.sql.id\"");
        assertThat(parts.get("queries")).contains("pg_sleep", "Load");
        assertThat(parts.get("waits")).contains(" AAS | Timeout | PgSleep");
        assertThat(parts.get("counters").lines())
                .anySatisfy(line -> assertThat(line).matches("db.io.blks_hit.avg: [1-9].*"))
                .anySatisfy(line ->
                        assertThat(line).matches("db.transactions.xact_commit.avg: [0-9.]+"));
    }

    /** Without a retention, as the document has it. */
    private void itsAdvancedModeIsOn(RdsClient rds) throws Exception {
        rds.modifyDBInstance(r ->
                r.dbInstanceIdentifier(NAME)
                        .databaseInsightsMode("advanced")
                        .applyImmediately(true));
        Stage.await(
                "advanced mode",
                USER_MAX,
                () -> "advanced".equals(service.instance(NAME).databaseInsightsModeAsString()));
    }

    private static void theProxyIsThere(Stage service, RdsClient rds) throws Exception {
        DBProxy proxy = rds.describeDBProxies(r -> {}).dbProxies().getFirst();
        assertThat(proxy.status()).isEqualTo(DBProxyStatus.AVAILABLE);
        assertThat(proxy.requireTLS()).isTrue();
        assertThat(proxy.vpcSubnetIds()).hasSize(3);
        assertThat(proxy.auth().getFirst().iamAuth()).isEqualTo(IAMAuthMode.REQUIRED);
        DBProxyTarget target =
                rds.describeDBProxyTargets(r -> r.dbProxyName(PROXY_NAME)).targets().getFirst();
        assertThat(target.rdsResourceId()).isEqualTo("postgres-prod");
        assertThat(target.targetHealth().state()).isNotNull();
        assertThat(
                        rds.describeDBProxyTargetGroups(r -> r.dbProxyName(PROXY_NAME))
                                .targetGroups()
                                .getFirst()
                                .connectionPoolConfig()
                                .maxIdleConnectionsPercent())
                .isEqualTo(20);
        assertThat(rds.describeDBProxyEndpoints(r -> {}).dbProxyEndpoints()).hasSize(1);
        assertThat(rds.listTagsForResource(r -> r.resourceName(proxy.dbProxyArn())).tagList())
                .isEmpty();
        StringWriter list = new StringWriter();
        CommandLineTool.run(
                new PrintWriter(list),
                List.of("proxy", "list", "--data", service.data().toString()));
        assertThat(list.toString())
                .contains(PROXY_NAME, proxy.endpoint() + ":5432", "more", "HEALTH");
    }

    /** The document: "Do not delete or modify the permissions of this user". */
    private void itsUserIsInTheDatabaseUntilItIsDeleted(RdsClient rds) throws Exception {
        Stage.await("the proxy's user is there", USER_MAX, () -> mayProxiesSignIn().equals("t"));
        rds.deleteDBProxy(r -> r.dbProxyName(PROXY_NAME));
        Stage.await(
                "the proxy and its user are gone",
                USER_MAX,
                () ->
                        rds.describeDBProxies(r -> {}).dbProxies().isEmpty()
                                && mayProxiesSignIn().isEmpty());
        assertThat(
                        rds
                                .describeEvents(r ->
                                        r.sourceType(SourceType.DB_PROXY)
                                                .sourceIdentifier(PROXY_NAME))
                                .events()
                                .stream()
                                .map(Event::message))
                .contains(
                        "RDS created DB proxy %s.".formatted(PROXY_NAME),
                        "RDS deleted DB proxy %s.".formatted(PROXY_NAME));
    }

    /** Empty: there is no such user. */
    private String mayProxiesSignIn() throws Exception {
        try (Connection session = service.connect(service.instance(NAME), USER, PASSWORD);
                Statement sql = session.createStatement();
                ResultSet row =
                        sql.executeQuery(
                                "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'rdsproxyadmin'")) {
            return row.next() ? row.getString(1) : "";
        }
    }
}
