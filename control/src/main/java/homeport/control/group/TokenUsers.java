package homeport.control.group;

import homeport.control.failover.Topology;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.engine.EngineException;
import homeport.engine.Node;
import homeport.store.StoreException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every server whose users may sign in by token told of who does not need one: see {@link
 * Node#settleTokenUsers}. So whether a role is granted decides after a second at the latest. One
 * virtual thread.
 */
public final class TokenUsers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenUsers.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration ASK_MAX = Duration.ofSeconds(2);
    private static final Duration JOIN_MAX = Duration.ofSeconds(5);

    private final Instances instances;
    private final Groups groups;
    private final Thread thread;
    private volatile boolean closed;

    public TokenUsers(Instances instances, Groups groups) {
        this.instances = instances;
        this.groups = groups;
        this.thread = Thread.ofVirtual().name("token users").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(PERIOD.toNanos());
            try {
                for (Instance instance : instances.everywhere())
                    if (instance.asked().settings().access().iam()) settle(instance);
            } catch (StoreException unreachable) {
                LOG.warn("users by token cannot be looked at", unreachable);
            } catch (RuntimeException bug) {
                LOG.error("a bug while looking at users by token", bug);
            }
        }
    }

    private void settle(Instance instance) {
        Group group = groups.of(instance.region(), instance.asked());
        Topology topology = group.topology();
        for (String name : topology.members()) {
            if (closed || !group.spots().containsKey(name)) continue;
            Node node = groups.node(instance.asked(), group, name, instance.port());
            if (node.running().isPresent()) settle(instance, name, node);
        }
    }

    /** A server that is busy, or comes up, is asked again in the next round. */
    private static void settle(Instance instance, String name, Node node) {
        try {
            node.settleTokenUsers(ASK_MAX);
        } catch (EngineException later) {
            LOG.debug("{}: users of {} later: {}", instance.arn(), name, later.getMessage());
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            if (thread.isAlive()) thread.join(JOIN_MAX);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
