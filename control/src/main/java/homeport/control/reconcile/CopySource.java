package homeport.control.reconcile;

import homeport.control.archive.Archivist;
import homeport.control.group.Group;
import homeport.control.instance.Instances.Instance;
import homeport.engine.EngineException;
import homeport.engine.Lsn;
import homeport.engine.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the data of an instance from the node where that hurts least: a standby that has
 * everything the primary has, so that the primary feels no I/O, else the primary. Owned by the
 * reconciler's thread; the agent may change who leads, and stop a standby, at any moment. Source:
 * RDS user guide, "Introduction to backups".
 */
final class CopySource {
    private static final Logger LOG = LoggerFactory.getLogger(CopySource.class);

    /**
     * Of an instance of several nodes, where a failover may end a copy; the last is a primary's.
     */
    private static final int ATTEMPTS_MAX = 3;

    /** A standby that confirms nothing for so long is no place to copy from. */
    private static final Duration CONFIRM_MAX = Duration.ofSeconds(5);

    /** A failover, or a start after a crash, is over by then. */
    private static final Duration PRIMARY_MAX = Duration.ofSeconds(60);

    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Site site;
    private final Instance instance;
    private final int port;

    CopySource(Site site, Instance instance, int port) {
        this.site = site;
        this.instance = instance;
        this.port = port;
    }

    /**
     * Copies to {@code target}; see {@link Node#copyTo}. Of several nodes one that fails is not the
     * end: who leads is read again.
     *
     * @return bytes copied
     */
    long copyTo(Path target) {
        for (int attempt = 1; ; attempt++) {
            Group group = site.groups().of(instance.region(), instance.asked());
            if (!group.isLed() || instance.replicates()) return primary(group).copyTo(target);
            try {
                boolean primary = attempt == ATTEMPTS_MAX || beginsArchive();
                Optional<Node> standby = primary ? Optional.empty() : standby(group);
                Node from = standby.orElseGet(this::runningPrimary);
                LOG.info("{}: copied from {}", name(), from.place().home().getFileName());
                return from.copyTo(target);
            } catch (EngineException failure) {
                if (attempt == ATTEMPTS_MAX) throw failure;
                LOG.warn("{}: a copy failed and is tried again", name(), failure);
            }
        }
    }

    /**
     * A copy of a standby begins at its last restartpoint, which may be before anything was
     * archived; that of a primary begins with a checkpoint and a segment of its own.
     */
    private boolean beginsArchive() {
        return Archivist.archives(instance)
                && instance.seen().available().isPresent()
                && !site.archives().hasBase(instance.region(), instance.asked().resourceId());
    }

    /** It follows the primary of the record's term, streams, and has all that anybody has. */
    private Optional<Node> standby(Group group) {
        Node primary = primary(group);
        return group.topology().followers().stream()
                .filter(group.topology()::isCleared)
                .filter(follower -> has(primary, follower))
                .map(follower -> node(group, follower))
                .filter(node -> node.running().isPresent() && node.isStandby())
                .findFirst();
    }

    private static boolean has(Node primary, String follower) {
        try {
            Lsn all = primary.report(ANSWER_MAX).at();
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < CONFIRM_MAX.toNanos()) {
                Optional<Node.Follower> row =
                        primary.report(ANSWER_MAX).followers().stream()
                                .filter(f -> f.name().equals(follower) && f.streaming())
                                .findFirst();
                if (row.isEmpty()) return false;
                if (row.get().flushed().reaches(all)) return true;
                LockSupport.parkNanos(POLL.toNanos());
            }
            return false;
        } catch (EngineException silent) {
            LOG.info("the primary did not tell of {}: {}", follower, silent.getMessage());
            return false;
        }
    }

    /** The agent starts it, not we; until it runs, its folder may change under a copy. */
    private Node runningPrimary() {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < PRIMARY_MAX.toNanos()) {
            Node primary = primary(site.groups().of(instance.region(), instance.asked()));
            if (primary.running().isPresent() && !primary.isStandby()) return primary;
            LockSupport.parkNanos(POLL.toNanos());
        }
        throw new EngineException("no primary ran for " + PRIMARY_MAX + "; nothing was copied");
    }

    private Node primary(Group group) {
        return node(group, group.topology().primary());
    }

    private Node node(Group group, String name) {
        return site.groups().node(instance.asked(), group, name, port);
    }

    private String name() {
        return instance.asked().identifier();
    }
}
