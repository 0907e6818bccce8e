package homeport.bench;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * What a Multi-AZ instance costs against two PostgreSQL servers of the same version and settings
 * that somebody set up by hand: pgbench's TPC-B-like load through the endpoint (TCP, TLS, the door)
 * and straight to the other primary, with and without TLS. Both replicate over TLS and wait for one
 * standby to flush. Rounds are interleaved, ratios are medians of the ratios within a round.
 *
 * <p>Needs PostgreSQL with pgbench and pg_basebackup in {@code /usr/lib/postgresql}. Run:
 *
 * <pre>
 * ./homeport --version && ./mvnw -q -pl bench -am package -DskipTests
 * java -Dhomeport.launcher=$PWD/homeport --enable-native-access=ALL-UNNAMED \
 *     -cp "bench/target/classes:$(echo server/target/dist/lib/*.jar | tr ' ' ':')" \
 *     homeport.bench.MultiAzBench 9 10 20
 * </pre>
 *
 * <p>Arguments: rounds (default 9), seconds of each measurement (default 10), pgbench's scale
 * (default 20, about 300 MB), numbers of clients (default 1,8). Ends with 1 when the instance
 * reaches less than 90 % of the pair with TLS.
 */
final class MultiAzBench {
    private static final double RATIO_MIN = 0.9;
    private static final String NAME = "bench";
    private static final String USER = "pgadmin";
    private static final String PASSWORD = "not-a-secret-1";
    private static final String DATABASE = "postgres";
    private static final Duration MAX = Duration.ofMinutes(3);
    private static final String CLIENTS = "1,8";
    private static final int WARM_SECONDS = 10;
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    /** Where somebody is, how he comes in, who follows: not what makes a server fast. */
    private static final Pattern OWN =
            Pattern.compile(
                    "ssl.*|listen_.*|port|unix_.*|log.*|.*_file|data_directory|cluster_name|primary_.*"
                            + "|synchronous_standby_names|restart_after_crash|recovery_.*|restore_.*"
                            + "|archive_.*|bonjour|lc_.*|rds\\..*|TimeZone|password_encryption");

    /** Where the load goes. */
    private record Target(
            String name, String host, int port, String user, Map<String, String> environment) {}

    private final Path bin;
    private final int seconds;

    private MultiAzBench(Path bin, int seconds) {
        this.bin = bin;
        this.seconds = seconds;
    }

    /** Prints one table. */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
        int scale = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
        List<Integer> clients = numbers(arguments.length > 3 ? arguments[3] : CLIENTS);
        Path bin = newestPostgres();
        boolean kept;
        try (Stage stage = Stage.open()) {
            DBInstance instance = create(stage, version(bin));
            Map<String, String> settings = settings(stage, instance);
            try (HandMadePair _ = new HandMadePair(bin, settings)) {
                MultiAzBench bench = new MultiAzBench(bin, seconds);
                List<Target> targets = targets(instance);
                for (Target target : targets.subList(0, 2)) bench.fill(target, scale);
                for (Target target : targets) bench.measure(target, 8, WARM_SECONDS);
                System.out.printf(
                        "PostgreSQL %s, pgbench -M simple, scale %d, %d rounds of %d s, %d"
                                + " processors; settings of both: %s%n",
                        version(bin),
                        scale,
                        rounds,
                        seconds,
                        Runtime.getRuntime().availableProcessors(),
                        settings);
                System.out.printf(
                        "%-8s %-18s %10s %22s%n", "clients", "target", "tps", "of direct, TLS");
                kept = true;
                for (int count : clients)
                    kept &= print(count, bench.measure(targets, count, rounds));
            }
        }
        System.out.printf("promised: %.2f or more: %s%n", RATIO_MIN, kept ? "kept" : "BROKEN");
        System.exit(kept ? 0 : 1);
    }

    private static List<Integer> numbers(String list) {
        return Arrays.stream(list.split(",")).map(Integer::valueOf).toList();
    }

    private static Path newestPostgres() throws IOException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(found -> Files.isExecutable(found.resolve("pgbench")))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new IOException("no pgbench in /usr/lib/postgresql"));
        }
    }

    /** {@code postgres (PostgreSQL) 15.18 (Debian ...)}. */
    private static String version(Path bin) throws IOException {
        List<String> command = List.of(bin.resolve("postgres").toString(), "--version");
        return HandMadePair.run(command, Map.of(), bin).split(" ")[2].strip();
    }

    private static DBInstance create(Stage stage, String version) throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier(NAME)
                            .engine("postgres")
                            .engineVersion(version)
                            .dbInstanceClass("db.t3.small")
                            .allocatedStorage(20)
                            .multiAZ(true)
                            .backupRetentionPeriod(0)
                            .masterUsername(USER)
                            .masterUserPassword(PASSWORD));
        }
        stage.awaitStatus(NAME, "available", MAX);
        return stage.instance(NAME);
    }

    private static Map<String, String> settings(Stage stage, DBInstance instance)
            throws SQLException {
        Map<String, String> settings = new TreeMap<>();
        String query =
                "SELECT name, current_setting(name) FROM pg_settings"
                        + " WHERE source = 'configuration file'";
        try (Connection session = stage.connect(instance, USER, PASSWORD);
                Statement sql = session.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            while (row.next())
                if (!OWN.matcher(row.getString(1)).matches())
                    settings.put(row.getString(1), row.getString(2));
        }
        settings.put("synchronous_commit", "on");
        return settings;
    }

    private static List<Target> targets(DBInstance instance) {
        String host = instance.endpoint().address();
        Map<String, String> login = Map.of("PGPASSWORD", PASSWORD, "PGSSLMODE", "require");
        Map<String, String> tls = Map.of("PGSSLMODE", "require");
        Map<String, String> plain = Map.of("PGSSLMODE", "disable");
        String pair = HandMadePair.PRIMARY;
        return List.of(
                new Target("Multi-AZ instance", host, instance.endpoint().port(), USER, login),
                new Target("direct, TLS", pair, 5432, HandMadePair.USER, tls),
                new Target("direct, no TLS", pair, 5432, HandMadePair.USER, plain));
    }

    private void fill(Target target, int scale) throws IOException {
        pgbench(target, List.of("-i", "-q", "-s", "" + scale));
    }

    private Map<Target, List<Double>> measure(List<Target> targets, int clients, int rounds)
            throws IOException {
        Map<Target, List<Double>> tps = new LinkedHashMap<>();
        targets.forEach(target -> tps.put(target, new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            List<Target> order = round % 2 == 0 ? targets : targets.reversed();
            for (Target target : order) tps.get(target).add(measure(target, clients, seconds));
        }
        return tps;
    }

    private double measure(Target target, int clients, int time) throws IOException {
        String threads = "" + Math.min(clients, 2);
        String said =
                pgbench(target, List.of("-n", "-c", "" + clients, "-j", threads, "-T", "" + time));
        Matcher matcher = TPS.matcher(said);
        if (!matcher.find()) throw new IOException("pgbench said: " + said);
        return Double.parseDouble(matcher.group(1));
    }

    private String pgbench(Target target, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(bin.resolve("pgbench").toString()));
        command.addAll(List.of("-h", target.host(), "-p", "" + target.port()));
        command.addAll(List.of("-U", target.user()));
        command.addAll(arguments);
        command.add(DATABASE);
        return HandMadePair.run(command, target.environment(), Path.of("/"));
    }

    private static boolean print(int clients, Map<Target, List<Double>> tps) {
        List<List<Double>> all = List.copyOf(tps.values());
        tps.forEach((target, its) -> {
            double[] ratios = ratios(its, all.get(1));
            System.out.printf(
                    Locale.ROOT,
                    "%-8d %-18s %10.0f %7.3f (%.3f to %.3f)%n",
                    clients,
                    target.name(),
                    median(its.stream().mapToDouble(Double::doubleValue).sorted().toArray()),
                    median(ratios),
                    ratios[0],
                    ratios[ratios.length - 1]);
        });
        return median(ratios(all.get(0), all.get(1))) >= RATIO_MIN;
    }

    private static double[] ratios(List<Double> its, List<Double> base) {
        double[] ratios = new double[its.size()];
        for (int i = 0; i < ratios.length; i++) ratios[i] = its.get(i) / base.get(i);
        return Arrays.stream(ratios).sorted().toArray();
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }
}
