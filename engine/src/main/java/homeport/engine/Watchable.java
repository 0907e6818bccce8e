package homeport.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** A server that others look at. */
public interface Watchable {
    /**
     * A session of the service's own superuser for whoever watches the server; the caller closes
     * it. It comes in when users no longer do, by what the server keeps back for superusers. Safe
     * from any thread.
     *
     * @param database empty: the service's own
     * @param purpose after {@code homeport } in the application's name
     * @param max to connect, and then for each answer
     * @throws SQLException nobody answers there
     */
    Connection watch(Optional<String> database, String purpose, Duration max) throws SQLException;
}
