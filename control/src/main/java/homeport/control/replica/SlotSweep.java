package homeport.control.replica;

import homeport.control.failover.Topology;
import homeport.control.group.Group;
import homeport.control.group.Groups;
import homeport.control.instance.DbInstance.ReplicaOf;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Replicas;
import homeport.control.loop.Rounds;
import homeport.engine.EngineException;
import homeport.engine.Node;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes slots that no replica on record uses, from every server: of replicas that were promoted,
 * deleted, or that stream from another node now. A replica notes the node before its slot is made
 * there, and slots are listed before records are read, so none is removed that is being made. One
 * that is still streamed by is removed in a later round. One virtual thread.
 */
public final class SlotSweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlotSweep.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration ASK_MAX = Duration.ofSeconds(2);

    /**
     * What a replica that is away may keep on its source's disk. Not PostgreSQL's
     * max_slot_wal_keep_size, which would end copies that take long as well.
     */
    private static final long BEHIND_MAX = 8L << 30;

    private final Instances instances;
    private final Groups groups;
    private final Rounds rounds;

    public SlotSweep(Instances instances, Groups groups) {
        this.instances = instances;
        this.groups = groups;
        this.rounds = new Rounds("slot sweep", PERIOD, this::sweep);
    }

    public void start() {
        rounds.start();
    }

    private void sweep() {
        for (Instance instance : instances.everywhere()) sweep(instance);
    }

    private void sweep(Instance source) {
        Group group = groups.of(source.region(), source.asked());
        Topology topology = group.topology();
        int port = source.port();
        for (String name : topology.members()) {
            if (rounds.isClosed() || !group.spots().containsKey(name)) continue;
            Node node = groups.node(source.asked(), group, name, port);
            if (node.running().isPresent()) sweep(source, name, node);
        }
    }

    private void sweep(Instance source, String name, Node node) {
        try {
            List<String> ours =
                    node.slots().stream()
                            .filter(slot -> slot.startsWith(ReplicaNames.SLOT))
                            .toList();
            if (ours.isEmpty()) return;
            Set<String> used = used(Replicas.key(source), name);
            for (String slot : node.dropSlotsBehind(ReplicaNames.SLOT, BEHIND_MAX, ASK_MAX))
                LOG.warn("{}: the replica of slot {} was away too long", source.arn(), slot);
            for (String slot : ours) {
                if (used.contains(slot)) continue;
                node.dropSlot(slot, ASK_MAX);
                LOG.info("{}: nobody uses the slot {} of {}", source.arn(), slot, name);
            }
        } catch (EngineException later) {
            LOG.info("{}: a slot of {} stays: {}", source.arn(), name, later.getMessage());
        }
    }

    /** Whose record says that they stream from that node. */
    private Set<String> used(ReplicaOf source, String name) {
        return instances.everywhere().stream()
                .filter(replica ->
                        replica.seen()
                                .replication()
                                .filter(how -> how.source().equals(source))
                                .filter(how -> how.upstream().filter(name::equals).isPresent())
                                .isPresent())
                .map(replica -> ReplicaNames.slot(replica.asked()))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        rounds.close();
    }
}
