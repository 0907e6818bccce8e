package homeport.it;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.Event;

/**
 * The DB instances that tests make, all with the same master user. What is asked of one by its name
 * is asked as that user, in a session of its own.
 */
final class Databases {
    static final String USER = "pgadmin";
    static final String PASSWORD = "not-a-secret-1";

    /** How many nodes commits wait for. */
    static final String STANDBYS =
            "SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')";

    private Databases() {}

    /**
     * Has one made, and does not wait for it.
     *
     * @param more than a small one without backups
     */
    static void create(RdsClient rds, String name, Consumer<CreateDbInstanceRequest.Builder> more) {
        rds.createDBInstance(r ->
                r.dbInstanceIdentifier(name)
                        .engine("postgres")
                        .dbInstanceClass("db.t3.micro")
                        .allocatedStorage(20)
                        .backupRetentionPeriod(0)
                        .masterUsername(USER)
                        .masterUserPassword(PASSWORD)
                        .applyMutation(more));
    }

    /** Has one made, and waits until it is available. */
    static void create(
            Stage stage, String name, Duration max, Consumer<CreateDbInstanceRequest.Builder> more)
            throws IOException, TimeoutException {
        try (RdsClient rds = stage.rds()) {
            create(rds, name, more);
        }
        stage.awaitStatus(name, "available", max);
    }

    /** Until every commit is on two nodes. */
    static void awaitStandby(Stage stage, String name, Duration max) throws Exception {
        Stage.await(
                "commits wait for a standby", max, () -> ask(stage, name, STANDBYS).equals("1"));
    }

    static Connection connect(Stage stage, String name) throws IOException, SQLException {
        return connect(stage, stage.instance(name));
    }

    static Connection connect(Stage stage, DBInstance instance) throws SQLException {
        return stage.connect(instance, USER, PASSWORD);
    }

    static void execute(Stage stage, String name, String sql) throws IOException, SQLException {
        try (Connection connection = connect(stage, name)) {
            execute(connection, sql);
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String ask(Stage stage, String name, String sql) throws IOException, SQLException {
        try (Connection connection = connect(stage, name)) {
            return ask(connection, sql);
        }
    }

    /** The first value of the first row; empty when there is no row. */
    static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    /** Of the events of the last hour, oldest first. */
    static List<String> messages(RdsClient rds) {
        return rds.describeEvents(r -> r.duration(60)).events().stream()
                .map(Event::message)
                .toList();
    }

    static List<String> messages(Stage stage) throws IOException {
        try (RdsClient rds = stage.rds()) {
            return messages(rds);
        }
    }
}
