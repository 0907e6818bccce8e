package homeport.server.drill;

import homeport.server.local.LocalClient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * What an instance and its Homeport hold at one moment.
 *
 * @param counts what cannot be counted on this machine is not among them
 * @param limits of those that have one which the instance itself names
 */
record Inventory(Map<Holding, Long> counts, Map<Holding, Long> limits) {
    /** Sessions that Homeport keeps in one server: to ask, to act, to reconcile. */
    private static final int SESSIONS_MAX = 3;

    /** In which Homeport has closed what belonged to clients that are gone. */
    private static final Duration REST_MAX = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMillis(500);

    private static final String WAL_LIMIT =
            "SELECT sum(setting::bigint) FROM pg_settings"
                    + " WHERE name IN ('max_wal_size', 'wal_keep_size')";
    private static final String ROWS = "SELECT pg_total_relation_size('%s')";

    Inventory {
        counts = Map.copyOf(counts);
        limits = Map.copyOf(limits);
    }

    /** Of an instance that no client uses; comes to rest first. */
    static Inventory take(Field field) throws IOException, SQLException {
        awaitRest(field);
        Map<Holding, Long> counts = new EnumMap<>(Holding.class);
        ServiceCount service = new ServiceCount(field.stage().servicePid());
        counts.putAll(service.take());
        service.heapKilobytes().ifPresent(heap -> counts.put(Holding.HEAP_KILOBYTES, heap));
        counts.putAll(records(field));
        counts.putAll(ProcessCount.of(Servers.titles(field.stage(), field.database().id())));
        counts.putAll(FileCount.of(field.stage().data()));
        long nodes = field.database().followers() + 1L;
        try (Connection primary = field.clients().connect()) {
            long rows = ask(primary, ROWS.formatted(Writer.TABLE)) / 1024;
            counts.merge(Holding.KILOBYTES, -rows * nodes, Long::sum);
            return new Inventory(
                    counts,
                    Map.of(
                            Holding.WAL_MEGABYTES,
                            ask(primary, WAL_LIMIT) * nodes,
                            Holding.SESSIONS,
                            SESSIONS_MAX * nodes + 1));
        }
    }

    /** Two looks one after the other see as many sockets, or it never comes to rest. */
    private static void awaitRest(Field field) throws IOException {
        ServiceCount service = new ServiceCount(field.stage().servicePid());
        long end = System.nanoTime() + REST_MAX.toNanos();
        long before = -1;
        long now = service.take().get(Holding.CONNECTIONS);
        while (now != before && System.nanoTime() - end < 0) {
            Field.hold(LOOK);
            before = now;
            now = service.take().get(Holding.CONNECTIONS);
        }
    }

    private static Map<Holding, Long> records(Field field) throws IOException {
        Map<Holding, Long> counts = new EnumMap<>(Holding.class);
        LocalClient service = LocalClient.of(field.stage().data()).orElseThrow();
        service.records()
                .forEach((folder, count) -> counts.merge(kind(folder), (long) count, Long::sum));
        return counts;
    }

    private static Holding kind(String folder) {
        if (folder.endsWith("/event/")) return Holding.EVENTS;
        return folder.endsWith("/address/") ? Holding.ADDRESSES : Holding.RECORDS;
    }

    private static long ask(Connection primary, String query) throws SQLException {
        try (Statement statement = primary.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
