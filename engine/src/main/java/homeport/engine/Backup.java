package homeport.engine;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A copy of a running server's data folder by the low-level backup API: start, copy, stop, then the
 * WAL in between, which a temporary slot keeps. All in one session: if that ends, so do backup and
 * slot. Source: PostgreSQL documentation, "Making a Base Backup Using the Low Level API".
 */
final class Backup {
    private static final int MAJOR_RENAMED = 15;
    private static final Pattern START_FILE = Pattern.compile("\\(file ([0-9A-F]{24})\\)");
    private static final Pattern SEGMENT = Pattern.compile("[0-9A-F]{24}");

    /** Only their contents are left out: the folders must be there. */
    private static final Set<String> EMPTIED =
            Set.of(
                    "pg_wal",
                    "pg_replslot",
                    "pg_dynshmem",
                    "pg_notify",
                    "pg_serial",
                    "pg_snapshots",
                    "pg_stat_tmp",
                    "pg_subtrans");

    private static final Set<String> LEFT_OUT =
            Set.of(
                    "postmaster.pid",
                    "postmaster.opts",
                    "backup_label",
                    "tablespace_map",
                    "backup_manifest",
                    "promote",
                    "standby.signal",
                    "recovery.signal");

    private final Path data;
    private final Account account;

    Backup(Path data, Account account) {
        this.data = data;
        this.account = account;
    }

    /**
     * Copies what makes a data folder, without WAL when the server writes meanwhile.
     *
     * @param to absent
     * @param wal false leaves {@code pg_wal} empty
     * @return bytes copied
     */
    static long folder(Path data, Path to, boolean wal, Account account) {
        long bytes = FolderCopy.copy(data, to, path -> wanted(path, wal), account);
        if (!wal) account.folder(to.resolve("pg_wal").resolve("archive_status"));
        return bytes;
    }

    /**
     * @throws EngineException the server cannot be copied so; the message says why
     */
    void check(Connection session) throws SQLException {
        refuseTablespaces(session);
        try (Statement sql = session.createStatement();
                ResultSet row = sql.executeQuery("SELECT pg_is_in_recovery()")) {
            row.next();
            // Its control file would have to be copied last.
            if (row.getBoolean(1))
                throw new EngineException(data + " is a standby's; copy its primary");
        }
    }

    /**
     * @param session as superuser, in autocommit; the caller closes it
     * @param to absent
     * @return bytes copied
     */
    long take(Connection session, int major, Path to) throws SQLException {
        boolean renamed = major >= MAJOR_RENAMED;
        try (Statement sql = session.createStatement()) {
            String slot = "homeport_copy_" + HexFormat.of().toHexDigits(random());
            sql.execute(
                    "SELECT pg_create_physical_replication_slot('%s', true, true)".formatted(slot));
            sql.execute(
                    renamed
                            ? "SELECT pg_backup_start('homeport', true)"
                            : "SELECT pg_start_backup('homeport', true, false)");
            long bytes = folder(data, to, false, account);
            String stop = renamed ? "pg_backup_stop(false)" : "pg_stop_backup(false, false)";
            long segmentBytes = segmentBytes(session);
            try (ResultSet row =
                    sql.executeQuery("SELECT labelfile, lsn - '0/0'::pg_lsn FROM " + stop)) {
                row.next();
                String label = row.getString(1);
                bytes += wal(to, label, row.getBigDecimal(2).longValueExact(), segmentBytes);
                Durable.write(to.resolve("backup_label"), label, account);
            }
            return bytes;
        }
    }

    /**
     * Copies the segments from the one the label names to the one that ends before {@code stop}.
     */
    private long wal(Path to, String label, long stop, long segmentBytes) {
        Matcher start = START_FILE.matcher(label);
        if (!start.find()) throw new EngineException("the backup label reads: " + label);
        String first = position(start.group(1));
        long number = (stop - 1) / segmentBytes;
        long perLog = (1L << 32) / segmentBytes;
        String last = "%08X%08X".formatted(number / perLog, number % perLog);
        return FolderCopy.copy(
                data.resolve("pg_wal"),
                to.resolve("pg_wal"),
                path -> {
                    String name = path.toString();
                    if (name.endsWith(".history")) return true;
                    if (!SEGMENT.matcher(name).matches()) return false;
                    String position = position(name);
                    return position.compareTo(first) >= 0 && position.compareTo(last) <= 0;
                },
                account);
    }

    /** A segment's name without its timeline. */
    private static String position(String segment) {
        return segment.substring(8);
    }

    private static boolean wanted(Path path, boolean wal) {
        String top = path.getName(0).toString();
        if (EMPTIED.contains(top) && path.getNameCount() > 1 && !(wal && top.equals("pg_wal")))
            return false;
        if (path.getNameCount() == 1 && LEFT_OUT.contains(top)) return false;
        String name = path.getFileName().toString();
        return !name.startsWith("pgsql_tmp")
                && !name.startsWith("pg_internal.init")
                && !name.endsWith(Durable.PARTIAL);
    }

    private static void refuseTablespaces(Connection session) throws SQLException {
        try (Statement sql = session.createStatement();
                ResultSet row =
                        sql.executeQuery(
                                "SELECT string_agg(spcname, ', ') FROM pg_tablespace"
                                        + " WHERE spcname NOT IN ('pg_default', 'pg_global')")) {
            row.next();
            if (row.getString(1) != null)
                throw new EngineException(
                        "a copy cannot hold tablespaces outside the data folder: "
                                + row.getString(1));
        }
    }

    private static long segmentBytes(Connection session) throws SQLException {
        try (Statement sql = session.createStatement();
                ResultSet row =
                        sql.executeQuery(
                                "SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static int random() {
        return ThreadLocalRandom.current().nextInt();
    }
}
