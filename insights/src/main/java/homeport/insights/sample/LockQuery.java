package homeport.insights.sample;

import homeport.insights.lock.LockRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads all locks at once, and prepared transactions. Owner: one thread. */
final class LockQuery implements AutoCloseable {
    /** Rows of one reading: what is beyond is not seen, and the tree may lack it. */
    static final int ROWS_MAX = 200_000;

    private static final int WITH_WAITSTART = 14;

    private static final String LOCKS =
            """
            SELECT locktype, coalesce(database::int8, -1), coalesce(relation::int8, -1),
                   coalesce(page, -1), coalesce(tuple, -1), coalesce(virtualxid, ''),
                   coalesce(transactionid::text::int8, -1), coalesce(classid::int8, -1),
                   coalesce(objid::int8, -1), coalesce(objsubid, -1), coalesce(pid, 0),
                   virtualtransaction, mode, granted, %s
            FROM pg_locks WHERE mode <> 'SIReadLock'
            """;

    private final PreparedStatement locks;
    private final PreparedStatement prepared;

    LockQuery(Connection session) throws SQLException {
        int major = session.getMetaData().getDatabaseMajorVersion();
        locks =
                session.prepareStatement(
                        LOCKS.formatted(
                                major >= WITH_WAITSTART ? "waitstart" : "NULL::timestamptz"));
        locks.setMaxRows(ROWS_MAX);
        prepared =
                session.prepareStatement(
                        "SELECT transaction::text::int8, gid, prepared, owner, database"
                                + " FROM pg_prepared_xacts");
        prepared.setMaxRows(ROWS_MAX);
    }

    List<LockRow> locks() throws SQLException {
        List<LockRow> rows = new ArrayList<>();
        try (ResultSet row = locks.executeQuery()) {
            while (row.next()) rows.add(lock(row));
        }
        return rows;
    }

    private static LockRow lock(ResultSet row) throws SQLException {
        int pid = row.getInt(11);
        return new LockRow(
                new LockRow.Tag(
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getString(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getLong(9),
                        row.getLong(10)),
                pid > 0 ? pid : -transaction(row.getString(12)),
                row.getString(13),
                row.getBoolean(14),
                Optional.ofNullable(row.getObject(15, OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }

    /** Of a prepared transaction: {@code -1/991}. Source: PostgreSQL, twophase.c. */
    private static long transaction(String virtual) {
        return Long.parseLong(virtual.substring(virtual.indexOf('/') + 1));
    }

    /**
     * @param gid the name that it was prepared under
     */
    record Prepared(String gid, Instant since, String owner, String database) {}

    /** By the number of the transaction. */
    Map<Long, Prepared> prepared() throws SQLException {
        Map<Long, Prepared> all = new HashMap<>();
        try (ResultSet row = prepared.executeQuery()) {
            while (row.next())
                all.put(
                        row.getLong(1),
                        new Prepared(
                                row.getString(2),
                                row.getObject(3, OffsetDateTime.class).toInstant(),
                                row.getString(4),
                                row.getString(5)));
        }
        return all;
    }

    @Override
    public void close() throws SQLException {
        locks.close();
        prepared.close();
    }
}
