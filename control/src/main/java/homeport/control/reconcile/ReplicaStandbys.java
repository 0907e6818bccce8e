package homeport.control.reconcile;

import homeport.control.event.EventKind;
import homeport.control.failover.Move.Cause;
import homeport.control.failover.Topology;
import homeport.control.group.Controls;
import homeport.control.group.Group;
import homeport.control.group.Places;
import homeport.control.group.Told;
import homeport.control.instance.Cluster;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Observed.Placement;
import homeport.control.record.Held;
import homeport.control.replica.Cascade;
import homeport.control.replica.Cascade.Move;
import homeport.engine.EngineException;
import homeport.engine.EngineVersion;
import homeport.engine.Node;
import homeport.engine.NodePlace;
import homeport.store.Op;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the standbys of a read replica of several nodes, until it is promoted and the agent
 * has them. Long work runs beside the reconciler, whose thread owns this; the node is busy
 * meanwhile.
 */
final class ReplicaStandbys {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaStandbys.class);
    private static final Duration START_MAX = Duration.ofMinutes(10);
    private static final Duration STOP_MAX = Duration.ofSeconds(10);
    private static final Duration CHANGE_MAX = Duration.ofSeconds(10);

    /** What could not be done is not tried again before. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Site site;
    private final Attachment attachment;
    private final Runnable wake;
    private final ReplicaSight sight;

    /** Nodes whose data has become a copy, with the term in which that was. */
    private final Map<String, Long> copied = new ConcurrentHashMap<>();

    private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();
    private final Map<String, Given> given = new HashMap<>();
    private Instant resting = Instant.EPOCH;

    /** What a standby was last told. */
    record Given(Map<String, String> settings, NodePlace upstream) {}

    /**
     * @param wake is called when work beside the reconciler is over
     */
    ReplicaStandbys(Site site, Attachment attachment, Runnable wake) {
        this.site = site;
        this.attachment = attachment;
        this.wake = wake;
        this.sight = new ReplicaSight(site);
    }

    /**
     * One look and one move.
     *
     * @return something was done: everything has to be looked at anew
     */
    boolean tend(Instance instance) {
        Group group = site.groups().of(instance.region(), instance.asked());
        if (!works(instance, group) || site.clock().instant().isBefore(resting)) return false;
        try {
            return move(instance, onRecord(instance, group));
        } catch (EngineException | IllegalStateException failed) {
            LOG.warn("{}: a standby has to wait: {}", name(instance), failed.getMessage());
            resting = site.clock().instant().plus(PAUSE);
            return false;
        }
    }

    private static boolean works(Instance instance, Group group) {
        DbInstance asked = instance.asked();
        return instance.replicates()
                && instance.seen().created().isPresent()
                && instance.seen().applied().isPresent()
                && asked.power().on()
                && asked.deletion().isEmpty()
                && (asked.settings().multiAz() || group.isLed() || group.switchIsDue());
    }

    private Held<Group> onRecord(Instance instance, Group group) {
        String id = instance.asked().resourceId();
        return site.groups()
                .find(instance.region(), id)
                .orElseGet(() -> {
                    site.store()
                            .commit(List.of(site.groups().create(instance.region(), id, group)));
                    return site.groups().find(instance.region(), id).orElseThrow();
                });
    }

    /** As DescribeDBInstances shows it: a standby that has once streamed is there. */
    Placement placement(Instance instance, Group group) {
        Topology record = group.topology();
        Optional<String> standby =
                record.followers().stream()
                        .findFirst()
                        .flatMap(name -> Optional.ofNullable(group.spots().get(name)))
                        .map(Group.Spot::zone);
        boolean known = instance.seen().placement().standbyZone().isPresent();
        boolean whole =
                record.members().containsAll(wanted(instance, group))
                        && record.followers().stream().allMatch(record::isCleared);
        boolean there = whole && (known || sight.streaming().containsAll(record.followers()));
        return new Placement(group.primary().zone(), there ? standby : Optional.empty());
    }

    private static Set<String> wanted(Instance instance, Group group) {
        Optional<Cluster> cluster = instance.asked().cluster();
        if (cluster.isPresent()) return cluster.get().members().keySet();
        Set<String> wanted = new HashSet<>(Set.of(group.topology().primary()));
        if (instance.asked().settings().multiAz())
            wanted.add(
                    group.topology().followers().stream().findFirst().orElseGet(group::nextName));
        return wanted;
    }

    private boolean move(Instance instance, Held<Group> held) {
        Group group = held.value();
        copied.values().removeIf(term -> term != group.topology().term());
        if (restartsMember(instance, held)) return true;
        Map<String, Cascade.Standby> seen =
                sight.look(instance, group, name -> note(instance, group, name));
        showReaders(instance, group, seen);
        Move next =
                Cascade.next(
                        new Cascade.View(
                                group.topology(),
                                wanted(instance, group),
                                group.leftovers(),
                                sight.firstServes(),
                                instance.asked().replicaOf().isEmpty(),
                                attachment.root(instance).isPresent(),
                                group.switchIsDue(),
                                group.switchTo(),
                                seen));
        if (next instanceof Move.Rest) return false;
        LOG.info("{}: {}", name(instance), next);
        carryOut(next, instance, held);
        return true;
    }

    private ReplicaSight.Note note(Instance instance, Group group, String name) {
        Instant now = site.clock().instant();
        return new ReplicaSight.Note(
                controls(instance).busy().contains(name),
                copied.containsKey(name),
                toTell(instance, group, name).equals(given.get(name)),
                now.isBefore(notBefore.getOrDefault(name, Instant.MIN)));
    }

    /** Reading goes on while the first node is away. */
    private void showReaders(
            Instance instance, Group group, Map<String, Cascade.Standby> standbys) {
        if (!instance.asked().clustered()) return;
        Set<String> readers = new HashSet<>();
        for (String name : group.topology().followers()) {
            Cascade.Standby node = standbys.getOrDefault(name, Cascade.Standby.ABSENT);
            boolean serves = group.topology().isCleared(name) && node.at().isPresent();
            boolean before = controls(instance).readers().contains(name);
            if (serves && !node.cutOff() && (node.streams() || before)) readers.add(name);
        }
        if (controls(instance).reads(readers)) new Front(site, instance).show(instance.seen());
    }

    private void carryOut(Move move, Instance instance, Held<Group> held) {
        Group group = held.value();
        switch (move) {
            case Move.Rest _ -> {}
            case Move.Record(Topology next, Cause cause) -> record(instance, held, next, cause);
            case Move.GiveUp _ ->
                    commit(
                            site.groups().replace(held, group.switched()),
                            site.tell(instance, EventKind.FAILOVER_ABANDONED));
            case Move.TakeOver(String name) -> takeOver(instance, held, name);
            case Move.Remove(String name) -> remove(instance, held, name);
            case Move.Copy(String name) -> copy(instance, group, name);
            case Move.Start(String name) -> start(instance, group, name);
            case Move.Kill(String name) -> node(instance, group, name).kill();
            case Move.Follow(String name) -> follow(instance, group, name);
        }
    }

    private void record(Instance instance, Held<Group> held, Topology next, Cause cause) {
        Places.Placed placed = site.places().of(instance, held.value().with(next));
        List<Op> also = new ArrayList<>(placed.ops());
        boolean served = instance.seen().available().isPresent();
        if (cause == Cause.JOINED && served)
            also.addAll(site.tell(instance, EventKind.MULTI_AZ_STARTED));
        if (cause == Cause.LEFT) also.addAll(site.tell(instance, EventKind.SINGLE_AZ_FINISHED));
        commit(site.groups().replace(held, placed.group()), also);
    }

    /**
     * The one that was the first may have more of the source's log than its successor: it stays,
     * and waits until that has it, too.
     */
    private void takeOver(Instance instance, Held<Group> held, String name) {
        Group group = held.value();
        Topology now = group.topology();
        node(instance, group, now.primary()).stop(STOP_MAX);
        Set<String> known = new HashSet<>(now.members());
        known.removeIf(member -> member.equals(name) || !now.isCleared(member));
        Topology next = now.led(name, now.term() + 1, Set.of(), known);
        Group after = group.with(next).opened();
        if (group.switchIsDue()) after = after.switched();
        Object[] member =
                instance.asked().cluster().stream()
                        .map(cluster -> cluster.member(name).identifier())
                        .toArray();
        List<Op> events = new ArrayList<>();
        events.addAll(site.tell(instance, EventKind.FAILOVER_STARTED, member));
        events.addAll(site.tell(instance, EventKind.FAILOVER_DNS));
        events.addAll(site.tell(instance, EventKind.FAILOVER_COMPLETED, member));
        commit(site.groups().replace(held, after), events);
        attachment.moved();
        sight.moved();
        given.clear();
        new Front(site, instance).show(instance.seen());
    }

    private void remove(Instance instance, Held<Group> held, String name) {
        Group group = held.value();
        Node node = node(instance, group, name);
        node.remove();
        site.groups().forget(node);
        given.remove(name);
        commit(
                site.groups().replace(held, group.without(name)),
                List.of(site.places().addresses().release(group.spots().get(name).address())));
    }

    /** Also for a cascade the copy is one of what takes the writes: only that can be copied so. */
    private void copy(Instance instance, Group group, String name) {
        Node node = node(instance, group, name);
        Optional<Node> root = attachment.root(instance);
        if (root.isEmpty()) return;
        given.remove(name);
        long term = group.topology().term();
        working(
                instance,
                name,
                () -> {
                    node.stop(STOP_MAX);
                    node.cloneFrom(root.get());
                    copied.put(name, term);
                });
    }

    private void start(Instance instance, Group group, String name) {
        Node node = node(instance, group, name);
        Given told = toTell(instance, group, name);
        given.put(name, told);
        String version = instance.seen().applied().orElseThrow().version();
        working(
                instance,
                name,
                () -> {
                    node.configure(told.settings(), role(name, told));
                    node.serveWith(EngineVersion.parse(version));
                    node.start(START_MAX);
                });
    }

    private void follow(Instance instance, Group group, String name) {
        Node node = node(instance, group, name);
        Given told = toTell(instance, group, name);
        boolean same =
                given.containsKey(name) && given.get(name).settings().equals(told.settings());
        if (!same) node.configure(told.settings(), role(name, told));
        if (!same && !node.reload().isEmpty()) {
            node.stop(STOP_MAX); // and started with them
            return;
        }
        node.follow(told.settings(), role(name, told), CHANGE_MAX);
        given.put(name, told);
    }

    private Given toTell(Instance instance, Group group, String name) {
        return new Given(
                Told.with(instance.seen().configuration(), instance, group, name),
                node(instance, group, group.topology().primary()).place());
    }

    /** Clients may read from it the moment that it takes over. */
    private static Node.Role.Following role(String name, Given told) {
        return new Node.Role.Following(name, Optional.of(told.upstream()), true);
    }

    /** A reboot of a member that is not the first: stopped here, started as any that is down. */
    private boolean restartsMember(Instance instance, Held<Group> held) {
        if (!instance.asked().clustered()) return false;
        Group group = held.value();
        for (var member : instance.asked().cluster().get().members().entrySet()) {
            String name = member.getKey();
            long asked = member.getValue().reboots();
            if (!group.restartIsDue(name, asked) || !group.spots().containsKey(name)) continue;
            if (controls(instance).busy().contains(name)) continue;
            if (!name.equals(group.topology().primary()))
                node(instance, group, name).stop(STOP_MAX);
            commit(
                    site.groups().replace(held, group.restarted(name, asked)),
                    site.tellOf(member.getValue(), instance, EventKind.RESTARTED));
            return true;
        }
        return false;
    }

    private void commit(Op change, List<Op> also) {
        List<Op> ops = new ArrayList<>(also);
        ops.add(change);
        if (site.store().commit(ops).isEmpty()) LOG.info("a change of nodes came too late");
    }

    private void working(Instance instance, String name, Runnable work) {
        Controls controls = controls(instance);
        controls.busy().add(name);
        Thread.ofVirtual()
                .name("node " + name)
                .start(() -> {
                    try {
                        work.run();
                    } catch (RuntimeException failed) {
                        LOG.warn("{}: work on {} failed", name(instance), name, failed);
                        notBefore.put(name, site.clock().instant().plus(PAUSE));
                    } finally {
                        controls.busy().remove(name);
                        wake.run();
                    }
                });
    }

    private Node node(Instance instance, Group group, String name) {
        return site.groups().node(instance.asked(), group, name, instance.port());
    }

    private Controls controls(Instance instance) {
        return site.controls(instance.asked().resourceId());
    }

    private static String name(Instance instance) {
        return instance.asked().identifier();
    }
}
