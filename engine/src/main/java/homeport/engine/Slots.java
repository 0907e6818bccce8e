package homeport.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Physical replication slots that outlive sessions. Source: PostgreSQL documentation, "Replication
 * Slots" and "pg_replication_slots".
 */
final class Slots {
    private Slots() {}

    /** Reserved at once: what it keeps begins at the last checkpoint, not at the first reader. */
    static boolean keep(Connection session, String name) throws SQLException {
        Optional<String> status = status(session, name);
        if (status.filter("lost"::equals).isPresent()) drop(session, name);
        else if (status.isPresent()) return false;
        run(session, "SELECT pg_create_physical_replication_slot(?, true)::text", name);
        return true;
    }

    /**
     * Each has a folder of its name: whoever looks whether there is one need not ask the server.
     * Source: PostgreSQL, slot.c.
     */
    static Set<String> names(Path data) {
        Path folder = data.resolve("pg_replslot");
        if (!Files.isDirectory(folder)) return Set.of();
        try (Stream<Path> slots = Files.list(folder)) {
            return slots.map(slot -> slot.getFileName().toString())
                    .filter(name -> Node.Role.SLOT.matcher(name).matches())
                    .collect(Collectors.toSet());
        } catch (IOException | UncheckedIOException e) {
            throw new EngineException("cannot read " + folder, e);
        }
    }

    static boolean drop(Connection session, String name) throws SQLException {
        if (status(session, name).isEmpty()) return false;
        run(session, "SELECT pg_drop_replication_slot(?)::text", name);
        return true;
    }

    /** Drops idle slots of these names that keep more log than so much; returns which. */
    static List<String> dropBehind(Connection session, String prefix, long bytes)
            throws SQLException {
        String query =
                """
                SELECT slot_name FROM pg_replication_slots
                WHERE starts_with(slot_name, ?) AND NOT active AND pg_wal_lsn_diff(
                    CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn()
                    ELSE pg_current_wal_lsn() END, restart_lsn) > ?
                """;
        List<String> behind = new ArrayList<>();
        try (PreparedStatement sql = session.prepareStatement(query)) {
            sql.setString(1, prefix);
            sql.setLong(2, bytes);
            try (ResultSet row = sql.executeQuery()) {
                while (row.next()) behind.add(row.getString(1));
            }
        }
        for (String name : behind) drop(session, name);
        return behind;
    }

    private static Optional<String> status(Connection session, String name) throws SQLException {
        String query =
                "SELECT coalesce(wal_status, '') FROM pg_replication_slots WHERE slot_name = ?";
        try (PreparedStatement sql = session.prepareStatement(query)) {
            sql.setString(1, name);
            try (ResultSet row = sql.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    private static void run(Connection session, String query, String name) throws SQLException {
        try (PreparedStatement sql = session.prepareStatement(query)) {
            sql.setString(1, name);
            sql.execute();
        }
    }
}
