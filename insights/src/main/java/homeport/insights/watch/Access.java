package homeport.insights.watch;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** The way to the PostgreSQL server that now serves an instance. Safe from any thread. */
public interface Access {
    /**
     * A server that runs.
     *
     * @param pid of the postmaster, on this machine
     * @param key of the server and its start: another one when the instance has failed over or was
     *     restarted
     */
    record Server(long pid, String key) {}

    /** Empty: nothing runs there. Cheap enough for once a second. */
    Optional<Server> server();

    /**
     * A session as the service's own superuser, on a connection that the server keeps back for such
     * use; whoever asked for it closes it.
     *
     * @param database its name; empty: the service's own
     * @param purpose what comes after {@code homeport } in the application's name
     * @param max to connect, and for each answer after that
     * @throws SQLException nobody answers there
     */
    Connection open(Optional<String> database, String purpose, Duration max) throws SQLException;

    /**
     * A session as one of the server's users, who is asked for nothing; whoever asked for it closes
     * it. It takes one of the connections that users have.
     *
     * @param user no superuser, and none of the service's own
     * @param purpose what comes after {@code homeport } in the application's name
     * @param max to connect, and for each answer after that
     * @throws SQLException nobody answers there, or nobody lets that user in like this, as no
     *     server before PostgreSQL 16 does
     */
    Connection openAs(String user, String database, String purpose, Duration max)
            throws SQLException;
}
