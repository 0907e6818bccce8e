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

    /**
     * A session as one of the users, for what has to be asked with that user's rights and no
     * others; the caller closes it. No password is asked for. Safe from any thread.
     *
     * @param purpose after {@code homeport } in the application's name
     * @param max to connect, and then for each answer
     * @throws SQLException nobody answers there; or the user is one of the service's own; or the
     *     server is older than PostgreSQL 16, which cannot let anybody in like this
     */
    Connection watchAs(String user, String database, String purpose, Duration max)
            throws SQLException;
}
