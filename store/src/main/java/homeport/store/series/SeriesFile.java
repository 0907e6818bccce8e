package homeport.store.series;

import homeport.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.LockingMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The file of a store of series: SQLite in WAL mode, synced at checkpoints only. Tables: {@code
 * series} (name and newest second), {@code fresh} (what each flush brought, in order), {@code
 * block} (the samples of one series and tier over one span; its id is all three of them, so that a
 * series' blocks lie side by side). One thread at a time. Nothing lasts before {@link #commit}.
 */
final class SeriesFile implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SeriesFile.class.getName());
    private static final int TIER_BITS = 3;
    private static final int NUMBER_BITS = 32;
    private static final int VERSION = 1;
    private static final String[] TABLES = {
        "CREATE TABLE IF NOT EXISTS series (id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
                + " last INTEGER NOT NULL)",
        "CREATE TABLE IF NOT EXISTS fresh (id INTEGER PRIMARY KEY, body BLOB NOT NULL)",
        "CREATE TABLE IF NOT EXISTS block (id INTEGER PRIMARY KEY, body BLOB NOT NULL)"
    };

    private final Connection connection;
    private final PreparedStatement find;
    private final PreparedStatement write;
    private final PreparedStatement range;
    private final PreparedStatement drop;

    private SeriesFile(Connection connection) throws SQLException {
        this.connection = connection;
        this.find = connection.prepareStatement("SELECT body FROM block WHERE id = ?");
        this.write = connection.prepareStatement("INSERT OR REPLACE INTO block VALUES (?, ?)");
        this.range =
                connection.prepareStatement(
                        "SELECT id, body FROM block WHERE id >= ? AND id < ? ORDER BY id");
        this.drop = connection.prepareStatement("DELETE FROM block WHERE id >= ? AND id < ?");
    }

    record Series(int id, String name, long last) {}

    /**
     * @param number which span of the tier, counted from the epoch
     */
    record Block(long number, byte[] body) {}

    /**
     * Opens or makes {@code series.db}, mode 0600. A file that SQLite finds damaged is set aside as
     * {@code series.db.damaged}: what watches databases must not keep them from starting.
     *
     * @throws StoreException it cannot be used, or is of a newer Homeport
     */
    static SeriesFile open(Path folder) {
        Path file = folder.resolve("series.db");
        try {
            prepareFolder(folder, file);
            try {
                return connect(file);
            } catch (SQLException failed) {
                if (!isDamage(failed)) throw failed;
                LOG.log(
                        System.Logger.Level.ERROR,
                        "{0} is damaged ({1}); it is set aside and a new one begun",
                        file,
                        failed.getMessage());
                setAside(file);
                prepareFolder(folder, file);
                return connect(file);
            }
        } catch (SQLException | IOException failed) {
            throw new StoreException(
                    "the series in %s cannot be opened: %s".formatted(file, failed.getMessage()),
                    failed);
        }
    }

    private static void prepareFolder(Path folder, Path file) throws IOException {
        if (!Files.isDirectory(folder))
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        if (!Files.exists(file))
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
    }

    private static void setAside(Path file) throws IOException {
        Files.move(
                file,
                file.resolveSibling(file.getFileName() + ".damaged"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-wal"));
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-shm"));
    }

    private static SeriesFile connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.NORMAL);
        config.setLockingMode(LockingMode.EXCLUSIVE);
        Connection connection = config.createConnection("jdbc:sqlite:" + file.toUri());
        try {
            connection.setAutoCommit(false);
            try (Statement sql = connection.createStatement()) {
                for (String table : TABLES) sql.execute(table);
                version(file, sql);
            }
            connection.commit();
            return new SeriesFile(connection);
        } catch (SQLException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    private static void version(Path file, Statement sql) throws SQLException {
        try (ResultSet row = sql.executeQuery("PRAGMA user_version")) {
            int version = row.next() ? row.getInt(1) : 0;
            if (version > VERSION)
                throw new StoreException(
                        "the series in %s were written by a newer Homeport (version %d, known here %d)"
                                .formatted(file, version, VERSION));
        }
        sql.execute("PRAGMA user_version = " + VERSION);
    }

    private static boolean isDamage(SQLException failed) {
        return failed instanceof SQLiteException known
                && (known.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB
                        || known.getResultCode() == SQLiteErrorCode.SQLITE_CORRUPT);
    }

    List<Series> series() throws SQLException {
        List<Series> all = new ArrayList<>();
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT id, name, last FROM series")) {
            while (row.next()) all.add(new Series(row.getInt(1), row.getString(2), row.getLong(3)));
        }
        return all;
    }

    void write(List<Series> series) throws SQLException {
        try (PreparedStatement sql =
                connection.prepareStatement("INSERT OR REPLACE INTO series VALUES (?, ?, ?)")) {
            for (Series one : series) {
                sql.setInt(1, one.id());
                sql.setString(2, one.name());
                sql.setLong(3, one.last());
                sql.executeUpdate();
            }
        }
    }

    /** A series with all its blocks. */
    void drop(int series) throws SQLException {
        try (PreparedStatement sql =
                connection.prepareStatement("DELETE FROM series WHERE id = ?")) {
            sql.setInt(1, series);
            sql.executeUpdate();
        }
        drop.setLong(1, id(series, 0, 0));
        drop.setLong(2, id(series + 1, 0, 0));
        drop.executeUpdate();
    }

    List<byte[]> fresh() throws SQLException {
        List<byte[]> all = new ArrayList<>();
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT body FROM fresh ORDER BY id")) {
            while (row.next()) all.add(row.getBytes(1));
        }
        return all;
    }

    void addFresh(byte[] body) throws SQLException {
        try (PreparedStatement sql =
                connection.prepareStatement("INSERT INTO fresh (body) VALUES (?)")) {
            sql.setBytes(1, body);
            sql.executeUpdate();
        }
    }

    void dropFresh() throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.executeUpdate("DELETE FROM fresh");
        }
    }

    /** The block; no bytes when there is none. */
    byte[] block(int series, int tier, long number) throws SQLException {
        find.setLong(1, id(series, tier, number));
        try (ResultSet row = find.executeQuery()) {
            return row.next() ? row.getBytes(1) : new byte[0];
        }
    }

    void write(int series, int tier, long number, byte[] body) throws SQLException {
        write.setLong(1, id(series, tier, number));
        write.setBytes(2, body);
        write.executeUpdate();
    }

    /**
     * @param end a number, exclusive
     */
    List<Block> blocks(int series, int tier, long start, long end) throws SQLException {
        List<Block> blocks = new ArrayList<>();
        range.setLong(1, id(series, tier, start));
        range.setLong(2, id(series, tier, end));
        try (ResultSet row = range.executeQuery()) {
            while (row.next())
                blocks.add(new Block(row.getLong(1) & (1L << NUMBER_BITS) - 1, row.getBytes(2)));
        }
        return blocks;
    }

    void dropBlocks(int series, int tier, long start, long end) throws SQLException {
        drop.setLong(1, id(series, tier, start));
        drop.setLong(2, id(series, tier, end));
        drop.executeUpdate();
    }

    private static long id(int series, int tier, long number) {
        return ((long) series << TIER_BITS | tier) << NUMBER_BITS
                | Math.clamp(number, 0, (1L << NUMBER_BITS) - 1);
    }

    void commit() throws SQLException {
        connection.commit();
    }

    /** SQLite may have undone it already, and then refuses to do it again. */
    void undo(Exception cause) throws SQLException {
        try {
            connection.rollback();
        } catch (SQLException undone) {
            cause.addSuppressed(undone);
            try (Statement sql = connection.createStatement()) {
                sql.execute("BEGIN");
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
