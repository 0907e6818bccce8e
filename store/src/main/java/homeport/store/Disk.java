package homeport.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.LockingMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The file: SQLite in WAL mode, synced in full at every commit. Tables: {@code entry} (what is),
 * {@code change} (the kept history, one row a change, in order), {@code lease}, {@code fact}
 * (schema, revision, last lease, forgotten). Owner: whoever opens it, then the writer.
 */
final class Disk implements AutoCloseable {
    private static final long SCHEMA = 1;
    private static final String SYNC_FULL = "2";
    private static final String[] TABLES = {
        "CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
        "CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, value BLOB NOT NULL,"
                + " revision INTEGER NOT NULL, lease INTEGER NOT NULL) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS change (revision INTEGER NOT NULL, number INTEGER NOT NULL,"
                + " key TEXT NOT NULL, value BLOB, PRIMARY KEY (revision, number)) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS lease (id INTEGER PRIMARY KEY, millis INTEGER NOT NULL)"
    };

    private final Connection connection;

    private Disk(Connection connection) {
        this.connection = connection;
    }

    /**
     * @throws StoreException the file is damaged, of a newer Homeport, or cannot be used
     */
    static Disk open(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setLockingMode(LockingMode.EXCLUSIVE);
        try {
            Disk disk = new Disk(config.createConnection("jdbc:sqlite:" + file.toUri()));
            try {
                disk.prepare(file);
                return disk;
            } catch (SQLException | RuntimeException failed) {
                disk.connection.close();
                throw failed;
            }
        } catch (SQLException failed) {
            String what = isDamage(failed) ? "is damaged" : "cannot be opened";
            throw new StoreException(
                    "the store %s %s: %s".formatted(file, what, failed.getMessage()), failed);
        }
    }

    private static boolean isDamage(SQLException failed) {
        return failed instanceof SQLiteException known
                && switch (known.getResultCode()) {
                    case SQLITE_NOTADB,
                            SQLITE_CORRUPT,
                            SQLITE_CORRUPT_VTAB,
                            SQLITE_CORRUPT_SEQUENCE,
                            SQLITE_CORRUPT_INDEX ->
                            true;
                    default -> false;
                };
    }

    private void prepare(Path file) throws SQLException {
        String sound = ask("PRAGMA quick_check(1)");
        if (!sound.equals("ok"))
            throw new StoreException("the store %s is damaged: %s".formatted(file, sound));
        refuseUnlessSynced(file);
        connection.setAutoCommit(false);
        try (Statement sql = connection.createStatement()) {
            for (String table : TABLES) sql.execute(table);
        }
        Optional<Long> schema = Optional.ofNullable(facts().get("schema"));
        if (schema.isEmpty()) set("schema", SCHEMA);
        if (schema.orElse(SCHEMA) > SCHEMA)
            throw new StoreException(
                    "the store %s was written by a newer Homeport (schema %d, known here %d)"
                            .formatted(file, schema.get(), SCHEMA));
        connection.commit();
    }

    /** SQLite answers a mode that it cannot offer by quietly keeping another. */
    private void refuseUnlessSynced(Path file) throws SQLException {
        String journal = ask("PRAGMA journal_mode");
        String sync = ask("PRAGMA synchronous");
        if (!journal.equals("wal") || !sync.equals(SYNC_FULL))
            throw new StoreException(
                    "the store %s cannot be kept durable: SQLite offers journal mode %s, sync %s"
                            .formatted(file, journal, sync));
    }

    private String ask(String pragma) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(pragma)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    Image readImage(Limits limits) {
        try {
            Map<String, Long> facts = facts();
            long revision = facts.getOrDefault("revision", 0L);
            History history = new History(limits, facts.getOrDefault("forgotten", 0L));
            readHistory(history);
            return new Image(readEntries(), history, revision);
        } catch (SQLException failed) {
            throw new StoreException("the store cannot be read: " + failed.getMessage(), failed);
        }
    }

    /** The leases that were alive start anew: nobody could keep them alive meanwhile. */
    Leases readLeases(LongSupplier nanoTime) {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT id, millis FROM lease ORDER BY id")) {
            Leases leases = new Leases(nanoTime, facts().getOrDefault("lastLease", 0L));
            while (row.next())
                leases.start(row.getLong(1), Leases.lease(Duration.ofMillis(row.getLong(2))));
            return leases;
        } catch (SQLException failed) {
            throw new StoreException("the store cannot be read: " + failed.getMessage(), failed);
        }
    }

    /** Makes the whole batch durable or none of it. */
    void write(Draft draft, long lastLease, long forgotten) throws SQLException {
        try {
            writeEntries(draft);
            writeChanges(draft, forgotten);
            writeLeases(draft);
            set("revision", draft.revision());
            set("lastLease", lastLease);
            set("forgotten", forgotten);
            connection.commit();
        } catch (SQLException failed) {
            undo(failed);
            throw failed;
        }
    }

    /**
     * SQLite may have undone the batch itself and then refuses to do it again; the driver relies on
     * a transaction being open all the same.
     */
    private void undo(SQLException cause) throws SQLException {
        try {
            connection.rollback();
        } catch (SQLException undone) {
            cause.addSuppressed(undone);
            try (Statement sql = connection.createStatement()) {
                sql.execute("BEGIN");
            } catch (SQLException stuck) {
                stuck.addSuppressed(cause);
                throw stuck;
            }
        }
    }

    /** The write was undone, and a later one may succeed. */
    static boolean isFull(SQLException failed) {
        return failed instanceof SQLiteException known
                && known.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
    }

    private void writeEntries(Draft draft) throws SQLException {
        try (PreparedStatement put =
                        connection.prepareStatement(
                                "INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?)");
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM entry WHERE key = ?")) {
            for (var entry : draft.entries().entrySet()) {
                Optional<Stored> stored = entry.getValue();
                PreparedStatement sql = stored.isPresent() ? put : delete;
                sql.setString(1, entry.getKey());
                if (stored.isPresent()) {
                    sql.setBytes(2, stored.get().value());
                    sql.setLong(3, stored.get().revision());
                    sql.setLong(4, stored.get().lease());
                }
                sql.executeUpdate();
            }
        }
    }

    private void writeChanges(Draft draft, long forgotten) throws SQLException {
        try (PreparedStatement sql =
                        connection.prepareStatement("INSERT INTO change VALUES (?, ?, ?, ?)");
                PreparedStatement forget =
                        connection.prepareStatement("DELETE FROM change WHERE revision <= ?")) {
            for (var commit : draft.commits().entrySet()) {
                int number = 0;
                for (Change change : commit.getValue()) {
                    sql.setLong(1, commit.getKey());
                    sql.setInt(2, number++);
                    switch (change) {
                        case Change.Put(Store.Entry entry) -> {
                            sql.setString(3, entry.key());
                            sql.setBytes(4, entry.value());
                        }
                        case Change.Deleted(String key, long _) -> {
                            sql.setString(3, key);
                            sql.setBytes(4, null);
                        }
                        case Change.Lost lost ->
                                throw new IllegalStateException("not a change: " + lost);
                    }
                    sql.executeUpdate();
                }
            }
            forget.setLong(1, forgotten);
            forget.executeUpdate();
        }
    }

    private void writeLeases(Draft draft) throws SQLException {
        try (PreparedStatement put =
                        connection.prepareStatement("INSERT OR REPLACE INTO lease VALUES (?, ?)");
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM lease WHERE id = ?")) {
            for (var lease : draft.granted().entrySet()) {
                put.setLong(1, lease.getKey());
                put.setLong(2, lease.getValue().ttl().toMillis());
                put.executeUpdate();
            }
            for (long ended : draft.ended()) {
                delete.setLong(1, ended);
                delete.executeUpdate();
            }
        }
    }

    private TreeMap<String, Stored> readEntries() throws SQLException {
        TreeMap<String, Stored> entries = new TreeMap<>();
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT key, value, revision, lease FROM entry")) {
            while (row.next())
                entries.put(
                        row.getString(1),
                        new Stored(row.getBytes(2), row.getLong(3), row.getLong(4)));
        }
        return entries;
    }

    private void readHistory(History history) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row =
                        sql.executeQuery(
                                "SELECT revision, key, value FROM change ORDER BY revision, number")) {
            long revision = 0;
            List<Change> changes = new ArrayList<>();
            while (row.next()) {
                if (row.getLong(1) != revision && !changes.isEmpty()) {
                    history.add(revision, List.copyOf(changes));
                    changes.clear();
                }
                revision = row.getLong(1);
                changes.add(change(row, revision));
            }
            if (!changes.isEmpty()) history.add(revision, List.copyOf(changes));
        }
    }

    private static Change change(ResultSet row, long revision) throws SQLException {
        String key = row.getString(2);
        byte[] value = row.getBytes(3);
        return value == null
                ? new Change.Deleted(key, revision)
                : new Change.Put(new Store.Entry(key, value, revision));
    }

    private Map<String, Long> facts() throws SQLException {
        Map<String, Long> facts = new TreeMap<>();
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT name, value FROM fact")) {
            while (row.next()) facts.put(row.getString(1), row.getLong(2));
        }
        return facts;
    }

    private void set(String name, long value) throws SQLException {
        try (PreparedStatement sql =
                connection.prepareStatement("INSERT OR REPLACE INTO fact VALUES (?, ?)")) {
            sql.setString(1, name);
            sql.setLong(2, value);
            sql.executeUpdate();
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException failed) {
            throw new StoreException("the store cannot be closed: " + failed.getMessage(), failed);
        }
    }
}
