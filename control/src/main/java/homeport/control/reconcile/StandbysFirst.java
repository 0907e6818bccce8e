package homeport.control.reconcile;

import homeport.control.group.Group;
import homeport.control.group.Told;
import homeport.control.instance.Instances.Instance;
import homeport.engine.EngineException;
import homeport.engine.EngineVersion;
import homeport.engine.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Before a primary starts as a newer minor version, or with more connections, workers or locks than
 * it has, its standbys get the same, one after another: a standby with fewer stops replaying and
 * could not lead. Source: PostgreSQL documentation, "Hot Standby", "Administrator's Overview", and
 * "Upgrading a PostgreSQL Cluster". Called with the controls held. A standby that cannot be started
 * so is the agent's to mend.
 */
record StandbysFirst(Site site, Instance instance, Node primary) {
    private static final Logger LOG = LoggerFactory.getLogger(StandbysFirst.class);

    /** What a standby needs as much of as its primary has. */
    private static final List<String> AS_MUCH =
            List.of(
                    "max_connections",
                    "max_worker_processes",
                    "max_wal_senders",
                    "max_prepared_transactions",
                    "max_locks_per_transaction");

    private static final Duration STOP_MAX = Duration.ofSeconds(10);
    private static final Duration START_MAX = Duration.ofSeconds(60);

    /** How long commits may be left to the others before the next one is restarted. */
    private static final Duration JOIN_MAX = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration REPORT_MAX = Duration.ofSeconds(2);

    /**
     * @param coming what the primary is to be started with
     */
    void give(Map<String, String> coming) {
        Map<String, String> now = instance.seen().configuration();
        if (!lacks(now, coming) && !isUpgrade()) return;
        Group group = site.groups().of(instance.region(), instance.asked());
        for (String name : group.topology().followers()) {
            Node node = site.groups().node(instance.asked(), group, name, primary.place().port());
            if (node.running().isEmpty()) continue;
            try {
                restart(node, group, name, raised(now, coming));
                awaitJoined(name);
            } catch (EngineException failed) {
                LOG.warn("{}: {} did not get its settings", instance.arn(), name, failed);
            }
        }
    }

    /** A standby understands what an older primary writes, and need not what a newer one does. */
    private boolean isUpgrade() {
        String wanted = instance.asked().settings().version();
        return instance.seen().applied().filter(now -> !now.version().equals(wanted)).isPresent();
    }

    /** What is to come, but never less of anything than the primary has until then. */
    static Map<String, String> raised(Map<String, String> now, Map<String, String> coming) {
        Map<String, String> values = new TreeMap<>(coming);
        for (String name : AS_MUCH)
            if (grows(coming.get(name), now.get(name))) values.put(name, now.get(name));
        return values;
    }

    /** It has less of something than it needs. */
    static boolean lacks(Map<String, String> has, Map<String, String> needs) {
        return AS_MUCH.stream().anyMatch(name -> grows(has.get(name), needs.get(name)));
    }

    private static boolean grows(String from, String to) {
        return from != null && to != null && Long.parseLong(to) > Long.parseLong(from);
    }

    private void restart(Node node, Group group, String name, Map<String, String> values) {
        Node.Role.Following role =
                new Node.Role.Following(
                        name,
                        Optional.of(primary.place()),
                        instance.asked().clustered() || instance.replicates());
        node.configure(Told.with(values, instance, group, name), role);
        node.stop(STOP_MAX);
        node.serveWith(EngineVersion.parse(instance.asked().settings().version()));
        node.start(START_MAX);
    }

    /** Commits wait for any one of those that follow, so they go on while another does. */
    private void awaitJoined(String name) {
        Instant end = site.clock().instant().plus(JOIN_MAX);
        while (site.clock().instant().isBefore(end) && !streaming().contains(name))
            LockSupport.parkNanos(PAUSE.toNanos());
    }

    private Set<String> streaming() {
        return primary.report(REPORT_MAX).followers().stream()
                .filter(Node.Follower::streaming)
                .map(Node.Follower::name)
                .collect(Collectors.toSet());
    }
}
