package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.stage.Stage;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * AWS's own JDBC driver finds the topology of a cluster by {@code rds_tools} and fails over with
 * it. Its URL has the host name that RDS would give; {@code homeport endpoints --hosts} says where
 * that is.
 */
class WrapperIT {
    private static final String NAME = "ledger";
    private static final String USER = "pgadmin";
    private static final String PASSWORD = "not-a-secret-1";
    private static final Duration MAX = Duration.ofSeconds(120);

    @TempDir Path home;

    @Test
    void theWrapperDriverFailsOverToTheNewWriter() throws Exception {
        // one failover is asked for: no slow machine shall add one
        try (Stage stage = Stage.in(home, "--failover-after", "30")) {
            create(stage);
            Path hosts = home.resolve("hosts");
            Files.write(hosts, hosts(stage));
            String endpoint = endpoint(hosts);
            Process client = start(stage, hosts, endpoint);
            try {
                BlockingQueue<String> lines = lines(client);
                String before = next(lines, "writes ");
                failOver(stage);
                assertThat(lines.poll(MAX.toSeconds(), TimeUnit.SECONDS)).isEqualTo("failed over");
                String after = next(lines, "writes ");
                assertThat(after).isNotEqualTo(before).isIn(members(stage).keySet());
                String kept = next(lines, "kept ");
                assertThat(kept).isEqualTo(next(lines, "acknowledged "));
            } finally {
                client.destroyForcibly().waitFor();
            }
        }
    }

    private static void create(Stage stage) throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.createDBCluster(r ->
                    r.dbClusterIdentifier(NAME)
                            .engine("postgres")
                            .dbClusterInstanceClass("db.m5d.large")
                            .allocatedStorage(100)
                            .storageType("io1")
                            .iops(1000)
                            .databaseName("books")
                            .masterUsername(USER)
                            .masterUserPassword(PASSWORD));
            Stage.await(
                    "the cluster is available",
                    MAX,
                    () ->
                            rds.describeDBClusters()
                                    .dbClusters()
                                    .getFirst()
                                    .status()
                                    .equals("available"));
        }
    }

    private static void failOver(Stage stage) throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.failoverDBCluster(r -> r.dbClusterIdentifier(NAME));
        }
    }

    /** Identifiers by resource id. */
    private static Map<String, String> members(Stage stage) throws Exception {
        try (RdsClient rds = stage.rds()) {
            return rds.describeDBInstances().dbInstances().stream()
                    .collect(
                            Collectors.toMap(
                                    DBInstance::dbiResourceId, DBInstance::dbInstanceIdentifier));
        }
    }

    private static String endpoint(Path hosts) throws Exception {
        return Files.readAllLines(hosts).stream()
                .map(line -> line.split("\t")[1])
                .filter(name -> name.startsWith(NAME + ".cluster-c"))
                .findFirst()
                .orElseThrow();
    }

    private static Process start(Stage stage, Path hosts, String endpoint) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.net.hosts.file=" + hosts,
                        "-cp",
                        System.getProperty("java.class.path"),
                        WrapperClient.class.getName(),
                        endpoint,
                        "5432",
                        "books",
                        USER,
                        PASSWORD,
                        stage.data().resolve("ca").resolve("root.pem").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static BlockingQueue<String> lines(Process client) {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        BufferedReader out = client.inputReader(StandardCharsets.UTF_8);
        Thread.ofVirtual().start(() -> out.lines().forEach(lines::add));
        return lines;
    }

    private static String next(BlockingQueue<String> lines, String start) throws Exception {
        String line = lines.poll(MAX.toSeconds(), TimeUnit.SECONDS);
        assertThat(line).startsWith(start);
        return line.substring(start.length());
    }

    /** What a command says is in the stage's log. */
    private static List<String> hosts(Stage stage) throws Exception {
        Process said = stage.launch("endpoints", "--hosts", "--data", stage.data().toString());
        assertThat(said.waitFor()).isZero();
        return Files.readAllLines(stage.log()).stream()
                .filter(line -> line.matches("127\\..*\t.*\\.rds\\.amazonaws\\.com"))
                .toList();
    }
}
