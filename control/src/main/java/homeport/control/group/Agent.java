package homeport.control.group;

import homeport.control.failover.Failover;
import homeport.control.failover.Move;
import homeport.control.failover.View;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances.Instance;
import homeport.control.loop.Loop;
import homeport.control.record.Held;
import homeport.engine.EngineException;
import homeport.engine.Node;
import homeport.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of one instance of several nodes, or of a cluster: look at all of them, decide, carry
 * out one move, look again. Owned by one virtual thread; {@link #loop} is for others. What it only
 * remembers (what the primary waits for, whom clients may reach) is found out anew after a restart.
 */
final class Agent {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration SOON = Duration.ofMillis(10);
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final Duration JOIN_MAX = Duration.ofSeconds(10);

    private final Grounds grounds;
    private final String region;
    private final String resourceId;
    private final Runnable gone;
    private final Controls controls;
    private final Sight sight;
    private final Moves moves;
    private final Loop loop;
    private Move last = new Move.Rest(Optional.empty());

    Agent(Grounds grounds, String region, String resourceId, Runnable gone) {
        this.loop = new Loop("agent " + resourceId, JOIN_MAX, this::run);
        this.grounds = grounds;
        this.region = region;
        this.resourceId = resourceId;
        this.gone = gone;
        this.controls = grounds.controls(resourceId);
        this.sight = new Sight(grounds.clock());
        this.moves = new Moves(grounds, region, resourceId, controls, sight, loop::wake);
    }

    Loop loop() {
        return loop;
    }

    private void run() {
        try {
            while (!loop.isStopped()) {
                Optional<Instance> instance = grounds.instances().byResourceId(region, resourceId);
                if (instance.isEmpty()) return;
                loop.rest(turn(instance.get()));
            }
        } finally {
            sight.stop();
            gone.run();
        }
    }

    /** One look and one move; returns how long to rest. What fails is tried again. */
    private Duration turn(Instance instance) {
        try {
            if (works(instance)) return controls.holding(() -> move(instance));
            sight.unsure();
            sight.forgetTimes();
            return IDLE;
        } catch (EngineException | IllegalStateException | StoreException failure) {
            LOG.warn("{}: {} failed: {}", name(instance), last, failure.getMessage());
        } catch (RuntimeException bug) {
            LOG.error("{}: a bug at {}", name(instance), last, bug);
        }
        sight.unsure();
        return PAUSE;
    }

    /**
     * While an instance is made, stopped, removed or a replica its reconciler has all its nodes.
     */
    private boolean works(Instance instance) {
        DbInstance asked = instance.asked();
        boolean serves =
                instance.seen().created().isPresent()
                        && instance.seen().applied().isPresent()
                        && asked.power().on()
                        && asked.deletion().isEmpty()
                        && !instance.replicates();
        if (!serves) return false;
        return asked.settings().multiAz() || grounds.groups().of(region, asked).isLed();
    }

    private Duration move(Instance instance) {
        Held<Group> held = moves.onRecord(instance);
        if (moves.noteCopies(instance, held)) return Duration.ZERO;
        Group group = held.value();
        sight.at(nodes(instance, group), loop::wake);
        View view = sight.look(group, moves.busy(), controls);
        watch(instance, group);
        moves.noteServing(group.topology(), view);
        if (instance.asked().clustered() && controls.reads(view.readable(group.topology())))
            grounds.shown().show(instance);
        Move next =
                Failover.next(group.topology(), view, wanted(instance, group), grounds.limits());
        last = next;
        if (next instanceof Move.Rest || moves.rests(next)) {
            if (awaitsConfirmation(group, view)) {
                sight.askNow(group.topology().primary());
                return SOON;
            }
            moves.tidy(instance, held);
            return untilDecided(view.node(group.topology().primary()).silence());
        }
        Instant begun = grounds.clock().instant();
        moves.carryOut(next, instance, held);
        Duration took = Duration.between(begun, grounds.clock().instant());
        LOG.info("{}: {} ({} ms)", name(instance), next, took.toMillis());
        return Duration.ZERO;
    }

    /**
     * Clients, or whoever wants every commit on two nodes, wait for what a follower has on disk.
     */
    private static boolean awaitsConfirmation(Group group, View view) {
        Set<String> voters = group.topology().voters();
        return view.enforced()
                .map(View.Enforced::names)
                .filter(names -> !names.isEmpty())
                .filter(names -> !view.opened() || !names.equals(voters))
                .isPresent();
    }

    /** A tick; less when a silent primary is to be replaced before that. */
    private Duration untilDecided(Duration silence) {
        Duration left = grounds.limits().silenceMax().minus(silence);
        return left.isPositive() && left.compareTo(TICK) < 0 ? left.plusMillis(1) : TICK;
    }

    private Map<String, Node> nodes(Instance instance, Group group) {
        Map<String, Node> nodes = new HashMap<>();
        for (String name : group.topology().members())
            nodes.put(name, moves.node(instance, group, name));
        return nodes;
    }

    /**
     * Multi-AZ is two nodes: those that are there, or the primary and one that is yet to come. A
     * cluster's nodes are those of its members.
     */
    private static Set<String> wanted(Instance instance, Group group) {
        if (instance.asked().clustered())
            return instance.asked().cluster().get().members().keySet();
        Set<String> wanted = new HashSet<>();
        wanted.add(group.topology().primary());
        if (!instance.asked().settings().multiAz()) return wanted;
        wanted.add(group.topology().followers().stream().findFirst().orElseGet(group::nextName));
        return wanted;
    }

    /** An exit rings the bell, so that nobody waits for the next tick. */
    private void watch(Instance instance, Group group) {
        for (String name : group.topology().members())
            moves.watchExit(moves.node(instance, group, name));
    }

    private static String name(Instance instance) {
        return instance.asked().identifier();
    }
}
