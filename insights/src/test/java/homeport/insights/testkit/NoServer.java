package homeport.insights.testkit;

import homeport.insights.watch.Access;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** The way to a server that does not run. */
public final class NoServer implements Access {
    @Override
    public Optional<Server> server() {
        return Optional.empty();
    }

    @Override
    public Connection open(Optional<String> database, String purpose, Duration max)
            throws SQLException {
        throw new SQLException("no server in this test");
    }

    @Override
    public Connection openAs(String user, String database, String purpose, Duration max)
            throws SQLException {
        throw new SQLException("no server in this test");
    }
}
