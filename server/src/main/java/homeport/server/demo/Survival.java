package homeport.server.demo;

import homeport.server.demo.Demo.Broken;
import homeport.server.stage.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * A database is made, filled, and keeps serving what it holds when Homeport is killed and comes
 * back.
 */
final class Survival implements Chapter {
    private static final String NAME = "orders";
    private static final String USER = "pgadmin";
    private static final Duration AVAILABLE_MAX = Duration.ofSeconds(60);
    private static final Duration BACK_MAX = Duration.ofSeconds(30);
    private static final String LOAD =
            """
            CREATE TABLE orders AS
            SELECT n AS id,
                   (ARRAY['north', 'east', 'south', 'west'])[1 + n % 4] AS region,
                   round((17 + n * 37 % 9901)::numeric / 100, 2) AS amount
            FROM generate_series(1, 100000) AS n
            """;
    private static final String QUESTION =
            "SELECT region, count(*) AS orders, sum(amount) AS total FROM orders GROUP BY region"
                    + " ORDER BY region";

    @Override
    public String title() {
        return "A real PostgreSQL behind the RDS API, which outlives its manager";
    }

    @Override
    public void play(Stage stage, Tale tale) throws Exception {
        String password = Chapter.password();
        DBInstance instance = create(stage, tale, password);
        List<String> before = load(stage, tale, instance, password);
        long postmaster = stage.postmaster(instance);
        stage.killService();
        boolean alive = ProcessHandle.of(postmaster).map(ProcessHandle::isAlive).orElse(false);
        if (!alive) throw new Broken("PostgreSQL ended together with Homeport");
        tale.say("kill -9 of Homeport", "PostgreSQL (process " + postmaster + ") runs on");
        Instant asked = Instant.now();
        stage.up();
        Stage.await("clients are served again", BACK_MAX, () -> answers(stage, instance, password));
        tale.say("homeport up", "serving again after " + since(asked));
        if (stage.postmaster(instance) != postmaster)
            throw new Broken("PostgreSQL was started anew instead of being adopted");
        List<String> after = ask(stage, instance, password);
        if (!after.equals(before)) throw new Broken("the answer changed: " + after);
        tale.say("the same question", "the same answer, from the same process");
        tale.print(after);
    }

    private static DBInstance create(Stage stage, Tale tale, String password) throws Exception {
        Instant asked = Instant.now();
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier(NAME)
                            .engine("postgres")
                            .dbInstanceClass("db.t3.micro")
                            .allocatedStorage(20)
                            .masterUsername(USER)
                            .masterUserPassword(password));
        }
        stage.awaitStatus(NAME, "available", AVAILABLE_MAX);
        DBInstance instance = stage.instance(NAME);
        tale.say("create-db-instance " + NAME, "available after " + since(asked));
        tale.say("its endpoint", instance.endpoint().address() + ":" + instance.endpoint().port());
        return instance;
    }

    private static List<String> load(Stage stage, Tale tale, DBInstance instance, String password)
            throws SQLException {
        Instant asked = Instant.now();
        try (Connection connection = stage.connect(instance, USER, password);
                Statement statement = connection.createStatement()) {
            statement.execute(LOAD);
        }
        tale.say("100,000 rows loaded over TLS", since(asked));
        List<String> answer = ask(stage, instance, password);
        tale.print(answer);
        return answer;
    }

    private static List<String> ask(Stage stage, DBInstance instance, String password)
            throws SQLException {
        try (Connection connection = stage.connect(instance, USER, password)) {
            return Rows.of(connection, QUESTION);
        }
    }

    private static boolean answers(Stage stage, DBInstance instance, String password)
            throws SQLException {
        try (Connection connection = stage.connect(instance, USER, password)) {
            return connection.isValid(1);
        }
    }

    private static String since(Instant asked) {
        return Stage.seconds(Duration.between(asked, Instant.now()));
    }
}
