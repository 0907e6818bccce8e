package homeport.control.group;

import homeport.control.event.EventKind;
import homeport.control.failover.Move;
import homeport.control.failover.Topology;
import homeport.control.failover.View;
import homeport.control.instance.Cluster;
import homeport.control.instance.Instances.Instance;
import homeport.control.record.Held;
import homeport.engine.EngineException;
import homeport.engine.Lsn;
import homeport.engine.Node;
import homeport.engine.Node.Role;
import homeport.store.Op;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out moves. Those that take long run beside the agent, one for each node, so that it can
 * go on looking; the node is busy meanwhile. Owned by the agent.
 */
final class Moves {
    private static final Logger LOG = LoggerFactory.getLogger(Moves.class);

    /** Recovery after a crash reads up to max_wal_size of WAL. */
    private static final Duration START_MAX = Duration.ofMinutes(10);

    private static final Duration STOP_MAX = Duration.ofSeconds(10);
    private static final Duration VOTE_MAX = Duration.ofSeconds(2);
    private static final Duration CHANGE_MAX = Duration.ofSeconds(10);

    private final Grounds grounds;
    private final String region;
    private final String resourceId;
    private final Controls controls;
    private final Sight sight;
    private final Runnable wake;

    /** Nodes whose data has become a copy of the primary's, with the term in which that was. */
    private final Map<String, Long> copied = new ConcurrentHashMap<>();

    private final Starts starts = new Starts();

    /** The settings that each follower was last given. */
    private final Map<String, Map<String, String>> given = new HashMap<>();

    /** Members that were stopped for a reboot, with its number; forgotten, one is stopped again. */
    private final Map<String, Long> restarting = new HashMap<>();

    private final Map<String, CompletableFuture<Void>> watched = new HashMap<>();

    Moves(
            Grounds grounds,
            String region,
            String resourceId,
            Controls controls,
            Sight sight,
            Runnable wake) {
        this.grounds = grounds;
        this.region = region;
        this.resourceId = resourceId;
        this.controls = controls;
        this.sight = sight;
        this.wake = wake;
    }

    /** The group's record, made when there is none. */
    Held<Group> onRecord(Instance instance) {
        Optional<Held<Group>> held = grounds.groups().find(region, resourceId);
        if (held.isPresent()) return held.get();
        Group first = Group.first(instance.asked());
        grounds.store().commit(List.of(grounds.groups().create(region, resourceId, first)));
        return grounds.groups().find(region, resourceId).orElseThrow();
    }

    Set<String> busy() {
        return Set.copyOf(controls.busy());
    }

    /** It has been started so often in vain that it waits before the next time. */
    boolean rests(Move move) {
        return move instanceof Move.Start(String name)
                && starts.resting(grounds.clock().instant()).contains(name);
    }

    /** Whoever serves has stayed up; see {@link Starts}. */
    void noteServing(Topology record, View view) {
        Instant now = grounds.clock().instant();
        if (view.opened()) starts.serves(record.primary(), now);
        for (String voter : record.voters())
            if (view.node(voter).answers()) starts.serves(voter, now);
    }

    Node node(Instance instance, Group group, String name) {
        int port = instance.port();
        return grounds.groups().node(instance.asked(), group, name, port);
    }

    void watchExit(Node node) {
        node.running()
                .map(Node.Running::exited)
                .filter(exit -> watched.put(node.place().home().toString(), exit) != exit)
                .ifPresent(exit -> exit.thenRun(wake));
    }

    void carryOut(Move move, Instance instance, Held<Group> held) {
        Group group = held.value();
        switch (move) {
            case Move.Rest _ -> {}
            case Move.Record(Topology next, Move.Cause cause) ->
                    record(instance, held, next, cause);
            case Move.Kill(String name) -> node(instance, group, name).kill();
            case Move.StopToHandOver(String name) -> handOver(instance, group, name);
            case Move.AskVotes(Set<String> voters, long term) ->
                    askVotes(instance, group, voters, term);
            case Move.Promote(String name, Set<String> names) ->
                    promote(instance, group, name, names);
            case Move.Start(String name) -> start(instance, group, name);
            case Move.Open(String name) -> open(instance, held, name);
            case Move.Enforce(Set<String> names) -> enforce(instance, group, names);
            case Move.Copy(String name) -> copy(instance, group, name);
            case Move.Follow(String name) -> follow(instance, group, name);
        }
    }

    /** What is not urgent: nodes that are to go, a switch that cannot be. */
    void tidy(Instance instance, Held<Group> held) {
        Group group = held.value();
        Optional<String> leftover = group.leftovers().stream().findFirst();
        if (group.switchIsDue() && !instance.asked().settings().multiAz())
            giveUpSwitch(instance, held);
        else if (leftover.isPresent()) dispose(instance, held, leftover.get());
        else if (!restartsMember(instance, held))
            for (String name : group.topology().followers())
                if (giveSettings(instance, group, name)) return;
    }

    /** One at a time: none while another is on its way, down or up. */
    private boolean othersRest(Instance instance, Group group, String name) {
        Set<String> voters = group.topology().voters();
        return group.topology().followers().stream()
                .filter(other -> !other.equals(name))
                .noneMatch(other ->
                        controls.busy().contains(other)
                                || node(instance, group, other).running().isPresent()
                                        != voters.contains(other));
    }

    /**
     * A reboot of a member that only reads: stopped here, started again like any that is down, and
     * noted when it runs. One that writes meanwhile has been led anew, which is as good.
     */
    private boolean restartsMember(Instance instance, Held<Group> held) {
        if (!instance.asked().clustered()) return false;
        Group group = held.value();
        for (Map.Entry<String, Cluster.Member> member :
                instance.asked().cluster().get().members().entrySet()) {
            String name = member.getKey();
            long asked = member.getValue().reboots();
            if (!group.restartIsDue(name, asked) || controls.busy().contains(name)) continue;
            Node node = node(instance, group, name);
            boolean reads = !name.equals(group.topology().primary());
            if (reads && !restarting.getOrDefault(name, 0L).equals(asked)) {
                if (!othersRest(instance, group, name)) continue;
                stop(node, name);
                restarting.put(name, asked);
                grounds.store()
                        .commit(grounds.tellOf(member.getValue(), instance, EventKind.SHUT_DOWN));
                return true;
            }
            if (node.running().isEmpty()) continue;
            List<Op> ops = new ArrayList<>();
            ops.add(grounds.groups().replace(held, group.restarted(name, asked)));
            if (reads) ops.addAll(grounds.tellOf(member.getValue(), instance, EventKind.RESTARTED));
            grounds.store().commit(ops);
            return true;
        }
        return false;
    }

    /**
     * A follower has the settings of its primary: with fewer connections than that it would stop
     * replaying, and could not lead. One that must be started anew for them is stopped here.
     *
     * @return it was stopped
     */
    private boolean giveSettings(Instance instance, Group group, String name) {
        Node node = node(instance, group, name);
        Map<String, String> values = values(instance, group, name);
        boolean has = values.equals(given.get(name));
        if (has || controls.busy().contains(name) || node.running().isEmpty()) return false;
        if (!othersRest(instance, group, name)) return false;
        node.configure(values, following(instance, group, name, false));
        boolean restarts = !node.reload().isEmpty();
        given.put(name, values);
        if (restarts) stop(node, name);
        return restarts;
    }

    private void stop(Node node, String name) {
        node.stop(STOP_MAX);
        starts.stopped(name);
    }

    /** A copy counts when the term in which it was made is still the present one. */
    boolean noteCopies(Instance instance, Held<Group> held) {
        Topology now = held.value().topology();
        copied.entrySet()
                .removeIf(copy ->
                        copy.getValue() != now.term() || !now.members().contains(copy.getKey()));
        Optional<String> name = copied.keySet().stream().findFirst();
        name.ifPresent(n -> {
            record(instance, held, now.withCleared(n), Move.Cause.COPIED);
            if (grounds.groups().of(region, instance.asked()).topology().isCleared(n))
                copied.remove(n);
        });
        return name.isPresent();
    }

    private void record(Instance instance, Held<Group> held, Topology next, Move.Cause cause) {
        Group before = held.value();
        Group after = before.with(next);
        List<Op> ops = new ArrayList<>();
        Places.Placed placed = grounds.places().of(instance, after);
        after = placed.group();
        ops.addAll(placed.ops());
        if (cause == Move.Cause.SWITCHOVER) after = after.switched();
        ops.add(grounds.groups().replace(held, after));
        for (EventKind kind : News.of(cause, before, after, instance))
            ops.addAll(grounds.tell(instance, kind, about(instance, after)));
        if (grounds.store().commit(ops).isEmpty())
            LOG.info("{}: {} came too late", instance.asked().identifier(), cause);
    }

    /** In a cluster an event names the member that leads. */
    private static Object[] about(Instance instance, Group group) {
        return instance.asked().cluster().stream()
                .map(cluster -> cluster.member(group.topology().primary()).identifier())
                .toArray();
    }

    /** The checkpoint first, while clients write: the one of the shutdown is short then. */
    private void handOver(Instance instance, Group group, String name) {
        Node node = node(instance, group, name);
        node.checkpoint(CHANGE_MAX);
        controls.drain();
        grounds.shown().show(instance);
        boolean drained = node.awaitNoUsers(Controls.DRAIN_MAX);
        if (!drained)
            LOG.info("{}: cutting transactions that do not end", instance.asked().identifier());
        controls.close();
        grounds.shown().show(instance);
        if (drained) node.handOver(STOP_MAX);
        else node.stop(STOP_MAX);
        starts.stopped(name);
        node.standBy();
        sight.follows(name, "");
    }

    /** All at once: the slowest counts. */
    private void askVotes(Instance instance, Group group, Set<String> voters, long term) {
        controls.close();
        grounds.shown().show(instance);
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (String name : voters)
            asked.add(beside("vote " + name, () -> vote(instance, group, name, term)));
        for (CompletableFuture<Void> one : asked) one.join();
    }

    private void vote(Instance instance, Group group, String name, long term) {
        Node node = node(instance, group, name);
        node.promise(term);
        node.stopReceiving(
                values(instance, group, name), following(instance, group, name, true), VOTE_MAX);
        sight.follows(name, "");
        sight.askNow(name);
    }

    private void promote(Instance instance, Group group, String name, Set<String> names) {
        Node node = node(instance, group, name);
        node.promote(values(instance, group, name), new Role.Leading(names), CHANGE_MAX);
        controls.wrote(names);
        sight.follows(name, "");
        sight.askNow(name);
    }

    private void start(Instance instance, Group group, String name) {
        Node node = node(instance, group, name);
        boolean primary = name.equals(group.topology().primary());
        if (primary) {
            controls.close();
            sight.unsure();
            grounds.shown().show(instance);
        }
        boolean leads = primary && !node.isStandby();
        Role role =
                leads
                        ? new Role.Leading(group.topology().voters())
                        : following(instance, group, name, primary);
        if (role instanceof Role.Leading(Set<String> names)) controls.wrote(names);
        starts.begun(name, grounds.clock().instant());
        Map<String, String> values = values(instance, group, name);
        given.put(name, values);
        working(
                name,
                () -> {
                    node.configure(values, role);
                    node.start(START_MAX);
                    sight.askNow(name);
                });
        sight.follows(name, primary ? "" : group.topology().primary());
    }

    private Role.Following following(Instance instance, Group group, String name, boolean nobody) {
        Node upstream = node(instance, group, group.topology().primary());
        return new Role.Following(
                name,
                nobody ? Optional.empty() : Optional.of(upstream.place()),
                instance.asked().clustered());
    }

    /** Clients first, then the record and the events that tell of it. */
    private void open(Instance instance, Held<Group> held, String name) {
        Group group = held.value();
        long pid = node(instance, group, name).running().orElseThrow().pid();
        controls.open(pid);
        grounds.shown().show(instance);
        if (group.openedTerm() == group.topology().term()) return;
        List<Op> ops = new ArrayList<>();
        ops.add(grounds.groups().replace(held, group.opened()));
        for (EventKind kind : News.OF_NEW_PRIMARY) ops.addAll(grounds.tell(instance, kind));
        grounds.store().commit(ops);
    }

    private void enforce(Instance instance, Group group, Set<String> names) {
        String name = group.topology().primary();
        Node node = node(instance, group, name);
        long pid = node.running().orElseThrow().pid();
        sight.unsure();
        controls.wrote(names);
        Map<String, String> values = values(instance, group, name);
        Lsn from = node.enforce(values, new Role.Leading(names), CHANGE_MAX);
        sight.enforced(pid, names, from);
        sight.askNow(name);
    }

    private void copy(Instance instance, Group group, String name) {
        Node from = node(instance, group, group.topology().primary());
        Node to = node(instance, group, name);
        long term = group.topology().term();
        working(
                name,
                () -> {
                    to.cloneFrom(from);
                    copied.put(name, term);
                });
    }

    private void follow(Instance instance, Group group, String name) {
        Map<String, String> values = values(instance, group, name);
        node(instance, group, name)
                .follow(values, following(instance, group, name, false), CHANGE_MAX);
        given.put(name, values);
        sight.follows(name, group.topology().primary());
    }

    private void dispose(Instance instance, Held<Group> held, String name) {
        Group group = held.value();
        if (controls.busy().contains(name)) return;
        Node node = node(instance, group, name);
        if (node.version().isPresent() || node.hasProcesses()) {
            working(name, node::remove);
            return;
        }
        node.remove();
        grounds.groups().forget(node);
        List<Op> ops = new ArrayList<>();
        ops.add(grounds.groups().replace(held, group.without(name)));
        ops.add(grounds.places().addresses().release(group.spots().get(name).address()));
        grounds.store().commit(ops);
    }

    /** It has become a Single-AZ instance meanwhile. */
    private void giveUpSwitch(Instance instance, Held<Group> held) {
        List<Op> ops = new ArrayList<>();
        ops.add(grounds.groups().replace(held, held.value().switched()));
        ops.addAll(grounds.tell(instance, EventKind.FAILOVER_ABANDONED));
        grounds.store().commit(ops);
    }

    /** What the primary was last given: a failover changes no setting. */
    private static Map<String, String> values(Instance instance, Group group, String name) {
        return Told.with(instance.seen().configuration(), instance, group, name);
    }

    private void working(String name, Runnable work) {
        controls.busy().add(name);
        beside(
                        name,
                        () -> {
                            try {
                                work.run();
                            } finally {
                                controls.busy().remove(name);
                                wake.run();
                            }
                        })
                .whenComplete((_, failure) -> {
                    if (failure != null)
                        LOG.warn("{}: work on {} failed: {}", resourceId, name, failure.toString());
                });
    }

    private static CompletableFuture<Void> beside(String name, Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("node " + name)
                .start(() -> {
                    try {
                        work.run();
                        done.complete(null);
                    } catch (EngineException | IllegalStateException failure) {
                        done.completeExceptionally(failure);
                    } catch (RuntimeException bug) {
                        LOG.error("a bug while working on {}", name, bug);
                        done.completeExceptionally(bug);
                    }
                });
        return done;
    }
}
