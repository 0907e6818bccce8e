package homeport.bench;

import homeport.server.data.RootKey;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.rds.RdsClient;

/**
 * How fast the console is in Chromium: the first page with nothing cached, a full chart, and the
 * frames of one that goes on each second. The database behind it is at work: {@value #CLIENTS}
 * clients, half of whom wait for the others.
 *
 * <p>Needs Node, Chromium, and {@code npm ci --prefix console/test}. Run in the project's folder:
 *
 * <pre>
 * ./homeport --version && ./mvnw -q -pl bench -am package -DskipTests
 * java -Dhomeport.launcher=$PWD/homeport --enable-native-access=ALL-UNNAMED \
 *     -cp "bench/target/classes:$(echo server/target/dist/lib/*.jar | tr ' ' ':')" \
 *     homeport.bench.ConsoleBench 7
 * </pre>
 *
 * <p>Argument: rounds (default 7). Ends with 1 when a median is over what is promised.
 */
final class ConsoleBench implements AutoCloseable {
    private static final String NAME = "shop";
    private static final String USER = "pgadmin";
    private static final String PASSWORD = "not-a-secret-1";
    private static final int CLIENTS = 6;
    private static final Duration CREATED_MAX = Duration.ofMinutes(3);

    /** So long the database works before anybody looks, that there is something to see. */
    private static final Duration BEFORE = Duration.ofSeconds(70);

    private final Stage stage;
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean over;

    private ConsoleBench(Stage stage) {
        this.stage = stage;
    }

    /** Prints a line for each figure. */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7;
        Path program = Path.of("console", "test", "speed.mjs");
        if (!Files.exists(program)) throw new IOException("run it in the project's folder");
        int ended;
        try (Stage stage = Stage.open();
                ConsoleBench bench = new ConsoleBench(stage)) {
            bench.create();
            for (int nth = 0; nth < CLIENTS; nth++) bench.client(nth % 2 == 0);
            Thread.sleep(BEFORE);
            ended = look(stage, program, rounds);
        }
        System.exit(ended);
    }

    private void create() throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier(NAME)
                            .engine("postgres")
                            .dbInstanceClass("db.t3.medium")
                            .allocatedStorage(20)
                            .enablePerformanceInsights(true)
                            .masterUsername(USER)
                            .masterUserPassword(PASSWORD));
        }
        stage.awaitStatus(NAME, "available", CREATED_MAX);
        try (Connection session = connect();
                Statement sql = session.createStatement()) {
            sql.execute("CREATE TABLE stock (id int PRIMARY KEY, quantity int)");
            sql.execute("INSERT INTO stock VALUES (1, 100)");
        }
    }

    private void client(boolean waits) {
        String statement =
                waits
                        ? "UPDATE stock SET quantity = quantity - 1 WHERE id = 1"
                        : "SELECT pg_sleep(0.2)";
        clients.add(Thread.ofVirtual().start(() -> work(statement)));
    }

    private void work(String statement) {
        try (Connection session = connect();
                Statement sql = session.createStatement()) {
            while (!over) {
                sql.execute(statement);
                Thread.sleep(Duration.ofMillis(20));
            }
        } catch (SQLException | IOException failed) {
            if (!over) throw new IllegalStateException("the load ended", failed);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private Connection connect() throws SQLException, IOException {
        return stage.connect(stage.address(NAME), 5432, "postgres", USER, PASSWORD, Map.of());
    }

    private static int look(Stage stage, Path program, int rounds) throws Exception {
        RootKey root = stage.key();
        ProcessBuilder node = new ProcessBuilder("node", program.toString()).inheritIO();
        node.environment()
                .putAll(
                        Map.of(
                                "BASE", stage.api(),
                                "KEY_ID", root.accessKeyId(),
                                "SECRET", root.secretAccessKey(),
                                "ROUNDS", Integer.toString(rounds)));
        return node.start().waitFor();
    }

    @Override
    public void close() {
        over = true;
        clients.forEach(Thread::interrupt);
    }
}
