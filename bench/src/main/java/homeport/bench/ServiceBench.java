package homeport.bench;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * What the service costs: its start, its memory, the time from {@code create-db-instance} to the
 * first {@code SELECT 1} through the endpoint, and {@code describe-db-instances} with many
 * instances on record. Everything is real: the launcher, the servers, the signatures.
 *
 * <p>Run:
 *
 * <pre>
 * ./homeport --version && ./mvnw -q -pl bench -am package -DskipTests
 * java -Dhomeport.launcher=$PWD/homeport -cp "bench/target/classes:$(echo server/target/dist/lib/*.jar | tr ' ' ':')" \
 *     homeport.bench.ServiceBench 50 2000
 * </pre>
 *
 * <p>Arguments: instances (default 50), requests (default 2000).
 */
final class ServiceBench {
    private static final String USER = "pgadmin";
    private static final String PASSWORD = "not-a-secret-1";
    private static final String BODY =
            "Action=DescribeDBInstances&Version=2014-10-31&MaxRecords=100";
    private static final Duration AVAILABLE_MAX = Duration.ofMinutes(5);

    /** Created one after another and timed; the others, several at once, only count. */
    private static final int TIMED = 7;

    private static final int STARTS = 5;
    private static final int ROUNDS = 3;

    /** Servers that start together. */
    private static final int TOGETHER = 3;

    private ServiceBench() {}

    /** Prints one table. */
    public static void main(String[] arguments) throws Exception {
        int instances = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50;
        int requests = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2000;
        try (Stage stage = Stage.open()) {
            starts(stage);
            creations(stage);
            crowd(stage, instances);
            print("resident with " + instances + " instances", memory(stage.servicePid()));
            stop(stage, instances);
            describe(stage, instances, requests);
        }
    }

    private static void starts(Stage stage) throws Exception {
        double[] seconds = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            stage.killService();
            seconds[i] = stage.up().toNanos() / 1e9;
        }
        print("start, warm, after kill -9", spread(seconds, "s"));
    }

    private static void creations(Stage stage) throws Exception {
        double[] seconds = new double[TIMED];
        for (int i = 0; i < TIMED; i++) {
            Instant asked = Instant.now();
            create(stage, name(i));
            firstAnswer(stage, name(i));
            seconds[i] = Duration.between(asked, Instant.now()).toNanos() / 1e9;
            stage.awaitStatus(name(i), "available", AVAILABLE_MAX);
            if (i == 0) print("resident with 1 instance", memory(stage.servicePid()));
        }
        print("create-db-instance to SELECT 1", spread(seconds, "s"));
    }

    private static String name(int number) {
        return "bench-" + number;
    }

    private static void create(Stage stage, String name) throws IOException {
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier(name)
                            .engine("postgres")
                            .dbInstanceClass("db.t4g.micro")
                            .allocatedStorage(20)
                            .backupRetentionPeriod(0)
                            .masterUsername(USER)
                            .masterUserPassword(PASSWORD));
        }
    }

    private static void firstAnswer(Stage stage, String name) throws Exception {
        Stage.await(name + " answers", AVAILABLE_MAX, () -> answers(stage, name));
    }

    private static boolean answers(Stage stage, String name) throws IOException, SQLException {
        DBInstance instance = stage.instance(name);
        if (instance.endpoint() == null) return false;
        try (Connection connection = stage.connect(instance, USER, PASSWORD);
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT 1")) {
            return row.next();
        }
    }

    private static void crowd(Stage stage, int instances) throws Exception {
        for (int i = TIMED; i < instances; i++) {
            create(stage, name(i));
            if (i % TOGETHER == 0 || i == instances - 1)
                for (int j = Math.max(TIMED, i - TOGETHER); j <= i; j++)
                    stage.awaitStatus(name(j), "available", AVAILABLE_MAX);
        }
    }

    private static void describe(Stage stage, int instances, int requests) throws Exception {
        try (ApiCaller caller = new ApiCaller(stage.api(), stage.key(), BODY)) {
            for (int i = 0; i < requests; i++) check(caller.call(), instances); // compiled by then
            for (int round = 0; round < ROUNDS; round++) {
                double[] millis = new double[requests];
                for (int i = 0; i < requests; i++) {
                    long start = System.nanoTime();
                    caller.call();
                    millis[i] = (System.nanoTime() - start) / 1e6;
                }
                Arrays.sort(millis);
                print(
                        "describe-db-instances, %d instances".formatted(instances),
                        String.format(
                                Locale.ROOT,
                                "p50 %.2f ms, p99 %.2f ms, max %.2f ms (%d requests)",
                                millis[requests / 2],
                                millis[requests * 99 / 100],
                                millis[requests - 1],
                                requests));
            }
        }
    }

    private static void check(byte[] body, int instances) throws IOException {
        String text = new String(body, StandardCharsets.UTF_8);
        int listed = text.split("<DBInstance>", -1).length - 1;
        if (listed != instances) throw new IOException(listed + " instances listed");
    }

    /** Only what is on record counts; servers that idle would take part of the processors. */
    private static void stop(Stage stage, int instances) throws Exception {
        try (RdsClient rds = stage.rds()) {
            for (int i = 0; i < instances; i++) {
                String name = name(i);
                rds.stopDBInstance(r -> r.dbInstanceIdentifier(name));
            }
        }
        for (int i = 0; i < instances; i++) stage.awaitStatus(name(i), "stopped", AVAILABLE_MAX);
    }

    /** Resident memory and what it is made of, in MB. Source: proc(5), smaps. */
    private static String memory(long pid) throws IOException {
        Map<String, Long> parts = new TreeMap<>();
        String part = "";
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
            String[] words = line.trim().split("\\s+");
            if (words[0].contains("-")) part = part(words);
            else if (words[0].equals("Rss:"))
                parts.merge(part, Long.parseLong(words[1]), Long::sum);
        }
        long all = parts.values().stream().mapToLong(Long::longValue).sum();
        List<String> told = new ArrayList<>();
        parts.forEach((name, kb) -> told.add(name + " " + kb / 1024));
        return all / 1024 + " MB: " + String.join(", ", told);
    }

    private static String part(String[] mapping) {
        String file = mapping.length > 5 ? mapping[5] : "";
        if (file.endsWith(".aot")) return "class cache";
        if (file.endsWith(".so") || file.contains(".so.")) return "libraries";
        if (file.startsWith("/")) return "other files";
        return "heap, code, classes, stacks";
    }

    private static String spread(double[] values, String unit) {
        Arrays.sort(values);
        return String.format(
                Locale.ROOT,
                "%.2f / %.2f / %.2f %s (min, median, max of %d)",
                values[0],
                values[values.length / 2],
                values[values.length - 1],
                unit,
                values.length);
    }

    private static void print(String what, String figure) {
        System.out.printf("%-36s %s%n", what, figure);
    }
}
