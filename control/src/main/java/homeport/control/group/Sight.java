package homeport.control.group;

import homeport.control.failover.Topology;
import homeport.control.failover.View;
import homeport.control.failover.View.Enforced;
import homeport.control.failover.View.Follower;
import homeport.control.failover.View.Health;
import homeport.engine.Lsn;
import homeport.engine.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes one look at all nodes, and remembers between looks what one look cannot see: since when a
 * follower has not moved, what the primary has been made to wait for. Owned by the agent.
 */
final class Sight {
    private static final String UNKNOWN = "?";

    /** A server that owes an answer for less is only busy; the shortest failover limit. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final Map<String, Probe> probes = new HashMap<>();
    private final Map<String, String> upstreams = new HashMap<>();
    private final Map<String, Standstill> standstills = new HashMap<>();
    private final Map<String, Begun> begun = new HashMap<>();
    private Optional<Fact> enforced = Optional.empty();
    private Optional<Received> received = Optional.empty();

    /** What the primary with this pid waits for. */
    private record Fact(long pid, Enforced enforced) {}

    /** Since when the server with this pid has been looked at. */
    private record Begun(long pid, Instant when) {}

    /** How far the furthest follower had received this primary's log. */
    private record Received(String primary, Lsn at) {}

    Sight(InstantSource clock) {
        this.clock = clock;
    }

    /** From now on these nodes are looked at, and no others. */
    void at(Map<String, Node> nodes, Runnable changed) {
        probes.entrySet()
                .removeIf(probe -> {
                    Node now = nodes.get(probe.getKey());
                    boolean same =
                            now != null && now.place().equals(probe.getValue().node().place());
                    if (!same) probe.getValue().stop();
                    return !same;
                });
        nodes.forEach(
                (name, node) -> probes.computeIfAbsent(name, _ -> new Probe(node, clock, changed)));
    }

    void stop() {
        probes.values().forEach(Probe::stop);
        probes.clear();
    }

    void askNow(String name) {
        probes.get(name).now();
    }

    /**
     * @param upstream its name; empty: nobody
     */
    void follows(String name, String upstream) {
        upstreams.put(name, upstream);
    }

    void enforced(long pid, Set<String> names, Lsn from) {
        enforced = Optional.of(new Fact(pid, new Enforced(names, from)));
    }

    /** What the primary waits for is not known until it has been told again. */
    void unsure() {
        enforced = Optional.empty();
    }

    /**
     * @param busy nodes on which work is under way
     */
    View look(Group group, Set<String> busy, Controls controls) {
        Topology record = group.topology();
        Instant now = clock.instant();
        hear(record, now);
        Map<String, View.Node> nodes = new HashMap<>();
        for (String name : record.members())
            nodes.put(name, look(name, name.equals(record.primary()), busy.contains(name), now));
        Probe primary = probes.get(record.primary());
        Optional<Node.Running> server = primary.node().running();
        Optional<Probe.Answer> answer = server.flatMap(s -> primary.newest(s.pid()));
        return new View(
                nodes,
                enforced.filter(fact -> server.filter(s -> s.pid() == fact.pid()).isPresent())
                        .map(Fact::enforced),
                followers(record, answer, now),
                server.filter(s -> controls.isOpen(s.pid())).isPresent(),
                group.switchIsDue(),
                group.switchTo(),
                now);
    }

    /**
     * A primary whose followers receive more from it lives, however busy it is: it did when the one
     * that has most last heard from it, which we may learn a while later.
     */
    private void hear(Topology record, Instant now) {
        Optional<Probe.Answer> furthest =
                record.followers().stream()
                        .map(name -> probes.get(name).last())
                        .flatMap(Optional::stream)
                        .filter(answer -> answer.report().receiving())
                        .max(
                                Comparator.comparing((Probe.Answer answer) -> answer.report().at())
                                        .thenComparing(
                                                answer -> answer.heard(now),
                                                Comparator.reverseOrder()));
        if (furthest.isEmpty()) return;
        Lsn at = furthest.get().report().at();
        Optional<Received> before =
                received.filter(known -> known.primary().equals(record.primary()));
        received = Optional.of(new Received(record.primary(), at));
        if (before.filter(known -> at.compareTo(known.at()) > 0).isPresent())
            probes.get(record.primary()).heard(now, furthest.get().heard(now));
    }

    private View.Node look(String name, boolean primary, boolean busy, Instant now) {
        Probe probe = probes.get(name);
        Node node = probe.node();
        Optional<Node.Running> server = node.running();
        Optional<Probe.Answer> answer = server.flatMap(s -> probe.newest(s.pid()));
        Optional<Node.Report> report = answer.map(Probe.Answer::report);
        Duration silence =
                answer.map(_ -> probe.silence(now))
                        .or(() -> server.map(s -> Duration.between(begun(name, s, now), now)))
                        .orElse(Duration.ZERO);
        return new View.Node(
                node.version().isPresent(),
                busy,
                server.isPresent() || node.hasProcesses(),
                health(server, answer, silence),
                silence,
                report.map(Node.Report::standby).orElseGet(node::isStandby),
                node.promise(),
                server.isEmpty() && !busy ? "" : upstreams.getOrDefault(name, UNKNOWN),
                report.map(Node.Report::receiving).orElse(false),
                report.map(Node.Report::at).orElse(Lsn.NONE),
                probe.last().map(a -> a.report().timeline()).orElse(0),
                primary && server.isEmpty() ? node.cleanEnd() : Optional.empty());
    }

    /** An adopted server may have started long ago; what counts is how long we have asked it. */
    private Instant begun(String name, Node.Running server, Instant now) {
        return begun.compute(
                        name,
                        (_, known) ->
                                known != null && known.pid() == server.pid()
                                        ? known
                                        : new Begun(server.pid(), now))
                .when();
    }

    private static Health health(
            Optional<Node.Running> server, Optional<Probe.Answer> answer, Duration silence) {
        if (server.isEmpty()) return Health.GONE;
        if (answer.isEmpty()) return Health.STARTING;
        return silence.compareTo(PATIENCE) < 0 ? Health.ANSWERING : Health.SILENT;
    }

    /** A follower can be late for a primary that leads; before that its time does not run. */
    private Map<String, Follower> followers(
            Topology record, Optional<Probe.Answer> answer, Instant now) {
        Map<String, Follower> seen = new HashMap<>();
        boolean leads = answer.filter(a -> !a.report().standby()).isPresent();
        for (String name : record.followers()) {
            Optional<Node.Follower> row =
                    answer.flatMap(a ->
                            a.report().followers().stream()
                                    .filter(f -> f.name().equals(name))
                                    .findFirst());
            boolean streaming = row.filter(Node.Follower::streaming).isPresent();
            Lsn flushed = row.map(Node.Follower::flushed).orElse(Lsn.NONE);
            Lsn at = answer.map(a -> a.report().at()).orElse(Lsn.NONE);
            Standstill before =
                    leads && standstills.containsKey(name)
                            ? standstills.get(name)
                            : Standstill.begun(now);
            Standstill after = before.seen(streaming, flushed, at, now);
            standstills.put(name, after);
            seen.put(name, new Follower(streaming, flushed, after.at(now)));
        }
        return seen;
    }

    /** After a pause in looking nothing is known of how long somebody has been stuck. */
    void forgetTimes() {
        standstills.clear();
    }
}
