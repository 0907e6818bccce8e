package homeport.control.group;

import homeport.control.failover.Topology;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.loop.Rounds;
import homeport.engine.EngineException;
import homeport.engine.Node;
import java.time.Duration;
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

    private final Instances instances;
    private final Groups groups;
    private final Rounds rounds;

    public TokenUsers(Instances instances, Groups groups) {
        this.instances = instances;
        this.groups = groups;
        this.rounds = new Rounds("token users", PERIOD, this::settle);
    }

    public void start() {
        rounds.start();
    }

    private void settle() {
        for (Instance instance : instances.everywhere())
            if (instance.asked().settings().access().iam()) settle(instance);
    }

    private void settle(Instance instance) {
        Group group = groups.of(instance.region(), instance.asked());
        Topology topology = group.topology();
        for (String name : topology.members()) {
            if (rounds.isClosed() || !group.spots().containsKey(name)) continue;
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
        rounds.close();
    }
}
