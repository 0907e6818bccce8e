package homeport.engine;

import homeport.engine.FileCopy.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A copy of a running server's data folder by the low-level backup API: start, copy, stop, then the
 * WAL in between, which a temporary slot keeps. All in one session: if that ends, so do backup and
 * slot. Source: PostgreSQL documentation, "Making a Base Backup Using the Low Level API".
 *
 * <p>A standby is copied the same way, with three differences. Its control file says how far its
 * pages have come, so that file is read after all others. No record in the WAL ends the backup: the
 * end is that position, which may lie far behind what the standby has received; the copy gets all
 * of the latter. And only archive recovery heeds that end: see {@link DataFolder#createFrom}.
 * Source: PostgreSQL, basebackup.c, perform_base_backup; xlog.c, do_pg_backup_stop.
 */
final class Backup {
    private static final int MAJOR_RENAMED = 15;
    private static final String LABEL = "backup_label";
    private static final Pattern START_FILE = Pattern.compile("\\(file ([0-9A-F]{24})\\)");
    private static final Pattern SEGMENT = Pattern.compile("[0-9A-F]{24}");
    private static final Path CONTROL = Path.of("global", "pg_control");

    /** What the label of a standby's copy says. Source: PostgreSQL, xlogbackup.c. */
    private static final String FROM_STANDBY = "BACKUP FROM: standby";

    /** The server rewrites its control file every few seconds at most. */
    private static final int CONTROL_READS_MAX = 100;

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
                    LABEL,
                    "backup_label.old",
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
     * Copies what makes a data folder whose server does not run.
     *
     * @param to absent
     * @return bytes copied
     */
    static long stopped(Path data, Path to, Account account) {
        return FolderCopy.copy(data, to, path -> wanted(path, true), account, Pace.FULL);
    }

    /**
     * @throws EngineException the server cannot be copied so; the message says why
     */
    void check(Connection session) throws SQLException {
        String outside =
                text(
                        session,
                        "SELECT string_agg(spcname, ', ') FROM pg_tablespace"
                                + " WHERE spcname NOT IN ('pg_default', 'pg_global')");
        if (outside != null)
            throw new EngineException(
                    "a copy cannot hold tablespaces outside the data folder: " + outside);
    }

    /** A copy of a standby cannot become another standby of ours. */
    void requirePrimary(Connection session) throws SQLException {
        if (inRecovery(session))
            throw new EngineException(data + " is a standby's; copy its primary");
    }

    /** What {@link #take} made of a running standby; it needs archive recovery. */
    static boolean isOfStandby(Path copy) {
        Path label = copy.resolve(LABEL);
        try {
            return Files.exists(label)
                    && Files.readString(label).lines().anyMatch(FROM_STANDBY::equals);
        } catch (IOException e) {
            throw new EngineException("cannot read " + label, e);
        }
    }

    /** The segment that the label of a copy names. */
    static Optional<String> firstWal(Path copy) {
        Path label = copy.resolve(LABEL);
        if (!Files.exists(label)) return Optional.empty();
        try {
            Matcher start = START_FILE.matcher(Files.readString(label));
            return start.find() ? Optional.of(start.group(1)) : Optional.empty();
        } catch (IOException e) {
            throw new EngineException("cannot read " + label, e);
        }
    }

    /**
     * @param session as superuser, in autocommit; the caller closes it
     * @param to absent
     * @return bytes copied
     * @throws SQLException also when a standby was promoted meanwhile
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
            long bytes =
                    FolderCopy.copy(
                            data, to, Backup::wantedOfRunning, account, Pace.BESIDE_A_SERVER);
            account.folder(to.resolve("pg_wal").resolve("archive_status"));
            bytes += control(to);
            boolean standby = inRecovery(session);
            String stop = renamed ? "pg_backup_stop(false)" : "pg_stop_backup(false, false)";
            long segmentBytes = segmentBytes(session);
            try (ResultSet row = sql.executeQuery("SELECT labelfile, lsn FROM " + stop)) {
                row.next();
                String label = row.getString(1);
                Lsn end = Lsn.parse(row.getString(2));
                if (standby) end = later(end, received(session));
                bytes += wal(to, label, end.bytes(), segmentBytes);
                Durable.write(to.resolve(LABEL), label, account);
            }
            return bytes;
        }
    }

    /**
     * The server replaces the file's bytes in place: what is read twice the same was not read while
     * it did.
     */
    private long control(Path to) {
        Path from = data.resolve(CONTROL);
        Path target = to.resolve(CONTROL);
        try {
            byte[] before = Files.readAllBytes(from);
            for (int reads = 1; reads < CONTROL_READS_MAX; reads++) {
                byte[] now = Files.readAllBytes(from);
                if (Arrays.equals(before, now)) {
                    Durable.write(target, now, account);
                    return now.length;
                }
                before = now;
            }
        } catch (IOException e) {
            throw new EngineException("cannot copy " + from, e);
        }
        throw new EngineException(from + " changes faster than it can be read");
    }

    /** How far a standby's WAL goes, of which everything before is on its disk. */
    private static Lsn received(Connection session) throws SQLException {
        return Lsn.parse(
                text(
                        session,
                        "SELECT greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())"));
    }

    private static Lsn later(Lsn one, Lsn other) {
        return one.reaches(other) ? one : other;
    }

    private static boolean inRecovery(Connection session) throws SQLException {
        return text(session, "SELECT pg_is_in_recovery()").equals("t");
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
        long bytes =
                FolderCopy.copy(
                        data.resolve("pg_wal"),
                        to.resolve("pg_wal"),
                        path -> {
                            String name = path.toString();
                            if (name.endsWith(".history")) return true;
                            if (!SEGMENT.matcher(name).matches()) return false;
                            String position = position(name);
                            return position.compareTo(first) >= 0 && position.compareTo(last) <= 0;
                        },
                        account,
                        Pace.BESIDE_A_SERVER);
        requireAll(to.resolve("pg_wal"), first, number, perLog);
        return bytes;
    }

    /** A server whose slot was taken away has thrown some of them away. */
    private static void requireAll(Path wal, String first, long last, long perLog) {
        try (Stream<Path> files = Files.list(wal)) {
            Set<String> there =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> SEGMENT.matcher(name).matches())
                            .map(Backup::position)
                            .collect(Collectors.toSet());
            long begin =
                    Long.parseLong(first.substring(0, 8), 16) * perLog
                            + Long.parseLong(first.substring(8), 16);
            for (long number = begin; number <= last; number++) {
                String position = "%08X%08X".formatted(number / perLog, number % perLog);
                if (!there.contains(position))
                    throw new EngineException("the server no longer has its WAL at " + position);
            }
        } catch (IOException e) {
            throw new EngineException("cannot list " + wal, e);
        }
    }

    /** A segment's name without its timeline. */
    private static String position(String segment) {
        return segment.substring(8);
    }

    private static boolean wantedOfRunning(Path path) {
        return wanted(path, false) && !path.equals(CONTROL);
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

    private static long segmentBytes(Connection session) throws SQLException {
        return Long.parseLong(
                text(session, "SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'"));
    }

    private static String text(Connection session, String query) throws SQLException {
        try (Statement sql = session.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static int random() {
        return ThreadLocalRandom.current().nextInt();
    }
}
