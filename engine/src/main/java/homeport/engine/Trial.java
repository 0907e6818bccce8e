package homeport.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves that a copy can be restored: restores it in a folder of its own, starts a real server on
 * it that only we can reach, and reads every table, TOAST tables too, and every B-tree index. With
 * that each page's checksum is verified. Nothing is left, whatever happens; what a killed Homeport
 * left goes at its next start.
 */
final class Trial {
    private static final Logger LOG = LoggerFactory.getLogger(Trial.class);
    private static final String ADDRESS = "127.0.0.1";
    private static final Duration STOP_MAX = Duration.ofSeconds(10);
    private static final Duration RENICE_MAX = Duration.ofSeconds(5);

    /** Errors of class XX (internal, corruption) and 58 (system), of the data and not of ours. */
    private static final List<String> DAMAGE = List.of("XX", "58");

    /** Small, quiet, and without promises to a disk: the folder is thrown away. */
    private static final Map<String, String> SETTINGS =
            Map.ofEntries(
                    Map.entry("shared_buffers", "64MB"),
                    Map.entry("max_connections", "20"),
                    Map.entry("max_prepared_transactions", "1000"),
                    Map.entry("huge_pages", "off"),
                    Map.entry("autovacuum", "off"),
                    Map.entry("fsync", "off"),
                    Map.entry("synchronous_commit", "off"),
                    Map.entry("max_wal_senders", "0"),
                    Map.entry("max_parallel_workers_per_gather", "0"));

    /** A table's own pages are read, and not an index instead. */
    private static final List<String> PLAIN_READS =
            List.of(
                    "SET enable_indexscan = off",
                    "SET enable_indexonlyscan = off",
                    "SET enable_bitmapscan = off",
                    "SET synchronize_seqscans = off");

    private static final String TABLES =
            """
            SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'm', 't') AND c.relpersistence = 'p'
            ORDER BY c.oid
            """;
    private static final String INDEXES =
            """
            SELECT i.indexrelid::text
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
            WHERE a.amname = 'btree' AND c.relkind = 'i' AND c.relpersistence = 'p'
              AND i.indisready AND i.indisvalid
            ORDER BY c.oid
            """;

    private final Tools tools;
    private final Path home;

    /**
     * @param home absent, or what an earlier trial left
     */
    Trial(Tools tools, Path home) {
        this.tools = tools;
        this.home = home;
    }

    Engines.Outcome of(StoredCopy copy, Duration max, Runnable restored) {
        Deadline deadline = Deadline.in(max);
        LocalNode node = new LocalNode(new NodePlace(home, ADDRESS, freePort()), tools);
        try {
            node.remove();
            node.createBeside(copy);
        } catch (EngineException failure) {
            node.remove();
            return judged(failure, "it cannot be unpacked");
        }
        restored.run();
        try {
            node.configure(SETTINGS);
            behindOthers(node.start(deadline.left()));
            read(node, deadline);
            node.stop(STOP_MAX);
            return new Engines.Proven();
        } catch (EngineException failure) {
            return deadline.passed()
                    ? new Engines.Undecided("it took longer than " + max)
                    : judged(failure, "its server does not start");
        } catch (SQLException failure) {
            return judged(failure, deadline, max);
        } finally {
            node.remove();
        }
    }

    /** Its sessions get the priority of their postmaster. */
    private static void behindOthers(Node.Running server) {
        String group = Long.toString(server.pid()); // it leads a session of its own
        Command.Result done =
                Command.run(
                        List.of("renice", "-n", "19", "-g", group), Path.of("/"), "", RENICE_MAX);
        if (done.exit() != 0) LOG.info("a trial runs like any server: {}", done.output().strip());
    }

    /** What this machine lacks says nothing of the copy. */
    private static Engines.Outcome judged(EngineException failure, String what) {
        String text = what + ": " + failure.getMessage();
        for (Throwable cause = failure; cause != null; cause = cause.getCause())
            if (String.valueOf(cause.getMessage())
                    .matches(
                            "(?s).*(No space left|Disk quota|Cannot allocate|already in use"
                                    + "|could not bind|no PostgreSQL|needs PostgreSQL).*"))
                return new Engines.Undecided(text);
        return new Engines.Damaged(text);
    }

    private static Engines.Outcome judged(SQLException failure, Deadline deadline, Duration max) {
        if (deadline.passed()) return new Engines.Undecided("it took longer than " + max);
        String state = String.valueOf(failure.getSQLState());
        return DAMAGE.stream().anyMatch(state::startsWith)
                ? new Engines.Damaged(failure.getMessage())
                : new Engines.Undecided("it could not be read: " + failure.getMessage());
    }

    private void read(LocalNode node, Deadline deadline) throws SQLException {
        List<String> databases;
        try (Connection session = connect(node, Roles.ADMIN_DATABASE)) {
            databases =
                    column(
                            session,
                            "SELECT datname FROM pg_database WHERE datallowconn ORDER BY oid");
        }
        for (String database : databases) {
            try (Connection session = connect(node, database)) {
                read(session, deadline);
            } catch (SQLException e) {
                throw new SQLException(database + ": " + e.getMessage(), e.getSQLState(), e);
            }
        }
    }

    private Connection connect(LocalNode node, String database) throws SQLException {
        return tools.admin().connect(node.place(), database);
    }

    private static void read(Connection session, Deadline deadline) throws SQLException {
        try (Statement sql = session.createStatement()) {
            for (String setting : PLAIN_READS) sql.execute(setting);
            for (String table : column(session, TABLES)) {
                limit(sql, deadline);
                sql.execute("SELECT count(*) FROM ONLY " + table);
            }
            if (!checksIndexes(session)) return;
            for (String index : column(session, INDEXES)) {
                limit(sql, deadline);
                sql.execute("SELECT homeport_trial.bt_index_check(" + index + "::regclass)");
            }
        }
    }

    private static void limit(Statement sql, Deadline deadline) throws SQLException {
        sql.execute("SET statement_timeout = " + deadline.left().toMillis());
    }

    /** The module is part of PostgreSQL, but a distribution may leave it out. */
    private static boolean checksIndexes(Connection session) throws SQLException {
        if (column(session, "SELECT 1 FROM pg_available_extensions WHERE name = 'amcheck'")
                .isEmpty()) return false;
        try (Statement sql = session.createStatement()) {
            sql.execute("CREATE SCHEMA homeport_trial");
            sql.execute("DROP EXTENSION IF EXISTS amcheck");
            sql.execute("CREATE EXTENSION amcheck SCHEMA homeport_trial");
            return true;
        } catch (SQLException refused) { // an event trigger of the user's may
            if (DAMAGE.stream().anyMatch(String.valueOf(refused.getSQLState())::startsWith))
                throw refused;
            LOG.info("indexes are not checked: {}", refused.getMessage());
            return false;
        }
    }

    private static List<String> column(Connection session, String query) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Statement sql = session.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            while (rows.next()) all.add(rows.getString(1));
        }
        return all;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(ADDRESS))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new EngineException("no port is free on " + ADDRESS, e);
        }
    }

    /** Removes what trials below this folder left, servers too. */
    static void clear(Tools tools, Path below) {
        if (!Files.isDirectory(below)) return;
        try (var left = Files.list(below)) {
            for (Path home : left.toList())
                new LocalNode(new NodePlace(home, ADDRESS, 1), tools).remove();
        } catch (IOException e) {
            throw new EngineException("cannot look into " + below, e);
        }
    }
}
