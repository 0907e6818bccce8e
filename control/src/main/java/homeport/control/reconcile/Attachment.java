package homeport.control.reconcile;

import homeport.control.failover.Topology;
import homeport.control.group.Group;
import homeport.control.instance.DbInstance;
import homeport.control.instance.DbInstance.ReplicaOf;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Replicas;
import homeport.control.instance.Replication;
import homeport.control.instance.Replication.State;
import homeport.control.plan.World.Link;
import homeport.control.replica.CutOff;
import homeport.control.replica.ReplicaNames;
import homeport.control.replica.Upstream;
import homeport.engine.EngineException;
import homeport.engine.Lsn;
import homeport.engine.Node;
import homeport.engine.NodePlace;
import homeport.engine.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a read replica is attached to its source, seen again and again: what one look cannot see is
 * remembered here and found out anew after a restart. Owned by the replica's reconciler.
 */
final class Attachment {
    private static final Logger LOG = LoggerFactory.getLogger(Attachment.class);
    private static final Duration ASK_MAX = Duration.ofSeconds(1);

    /** A receiver that comes and goes within this is no news: a source restarts, or fails over. */
    private static final Duration SILENT_MAX = Duration.ofSeconds(10);

    /** Before anything is concluded from the past of both. */
    private static final Duration ABSENT_MIN = Duration.ofSeconds(3);

    /** One that applies nothing for so long has nothing left to apply, or is held up. */
    private static final Duration STILL_MAX = Duration.ofSeconds(20);

    /** What could not be done is not tried again before. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** So far behind in applying what it has is not normal. */
    private static final Duration LATE_MIN = Duration.ofMinutes(5);

    private final Site site;
    private Optional<NodePlace> told = Optional.empty();
    private Optional<Instant> unfit = Optional.empty();
    private Optional<Instant> absent = Optional.empty();
    private Instant notBefore = Instant.EPOCH;
    private Lsn replayed = Lsn.parse("0/0");
    private Instant still = Instant.MAX;

    Attachment(Site site) {
        this.site = site;
    }

    /** The files say so; whoever reads them follows. */
    void told(Node.Role role) {
        told = role instanceof Node.Role.Following f ? f.upstream() : Optional.empty();
    }

    /** Another node is the one that streams from the source now. */
    void moved() {
        told = Optional.empty();
        absent = Optional.empty();
        still = Instant.MAX;
        notBefore = Instant.EPOCH;
    }

    /** Something about the source could not be done; it is left alone for a moment. */
    void failed(Instant now) {
        notBefore = now.plus(PAUSE);
    }

    /** As a replica of its source's node; of one whose source it does not know, of nobody. */
    Node.Role.Following role(Instance instance) {
        Optional<NodePlace> upstream =
                instance.seen()
                        .replication()
                        .filter(_ -> instance.asked().replicaOf().isPresent())
                        .flatMap(how -> upstream(how.source(), how.upstream()))
                        .map(Node::place);
        return new Node.Role.Following(
                ReplicaNames.application(instance.asked()),
                upstream,
                true,
                upstream.map(_ -> ReplicaNames.slot(instance.asked())));
    }

    /** The node of a source, if both are there. */
    Optional<Node> upstream(ReplicaOf source, Optional<String> name) {
        return site.instances()
                .byResourceId(source.region(), source.resourceId())
                .flatMap(found -> name.flatMap(n -> node(found, n)));
    }

    /** The node that takes the writes, if it runs as such. */
    Optional<Node> root(Instance replica) {
        return Replicas.of(site.instances())
                .root(replica.asked())
                .map(root -> site.node(root.region(), root.asked(), root.port()))
                .filter(node -> node.running().isPresent() && !node.isStandby());
    }

    /**
     * @return empty when it is no replica, or not any more
     */
    Optional<Link> look(Instance instance, Node own) {
        Optional<ReplicaOf> of = instance.asked().replicaOf();
        if (of.isEmpty()) return Optional.empty();
        boolean sameRegion = of.get().region().equals(instance.region());
        Optional<Instance> source =
                site.instances().byResourceId(of.get().region(), of.get().resourceId());
        if (source.isEmpty()) return Optional.of(Link.gone(sameRegion));
        Group group = site.groups().of(source.get().region(), source.get().asked());
        Upstream.Nodes nodes = nodes(source.get(), group);
        Optional<String> current = instance.seen().replication().flatMap(Replication::upstream);
        int salt = instance.asked().resourceId().hashCode();
        String best = Upstream.choose(nodes, current, unfit(nodes, current), salt);
        boolean serves = nodes.running().contains(best);
        Seen seen = seen(instance, own, serves);
        boolean pause = site.clock().instant().isBefore(notBefore);
        boolean leaves =
                serves
                        && !pause
                        && !(current.isPresent()
                                && !current.get().equals(best)
                                && (seen.receives() || isMember(group, current.get()))
                                && !covers(source.get(), best, seen));
        String upstream = leaves ? best : current.orElse(best);
        Optional<Node> place = node(source.get(), upstream);
        return Optional.of(
                new Link(
                        false,
                        sameRegion,
                        serves && instance.seen().created().isEmpty() && root(instance).isPresent(),
                        upstream,
                        !serves || pause || attached(instance, seen, place),
                        new ReplicaSettings(site, instance).lack(),
                        pause ? Optional.empty() : cutOff(source.get(), upstream, own, seen),
                        seen.state(),
                        seen.message()));
    }

    /** The replica's own server in this look; empty progress: it did not say. */
    private record Seen(Optional<Progress> progress, Duration absent, State state, String message) {
        boolean receives() {
            return progress.filter(p -> !p.sender().isEmpty()).isPresent();
        }
    }

    private Seen seen(Instance instance, Node own, boolean serves) {
        State state = instance.seen().replication().map(Replication::state).orElse(State.STARTING);
        String message = instance.seen().replication().map(Replication::message).orElse("");
        Optional<Progress> progress = own.running().flatMap(_ -> ask(own));
        if (progress.isEmpty()) return new Seen(progress, Duration.ZERO, state, message);
        Instant now = site.clock().instant();
        boolean receives = !progress.get().sender().isEmpty();
        absent = receives ? Optional.empty() : absent.or(() -> Optional.of(now));
        Duration away = absent.map(since -> Duration.between(since, now)).orElse(Duration.ZERO);
        if (receives) return new Seen(progress, away, late(progress.get()), "");
        // What it has is applied first, and only then more is asked for.
        if (away.compareTo(SILENT_MAX) < 0 || !progress.get().drained())
            return new Seen(progress, away, state, message);
        String why =
                serves
                        ? "The source sends nothing; the replica's log says why."
                        : "The source's server does not run.";
        return new Seen(progress, away, State.ERROR, why);
    }

    private static State late(Progress progress) {
        boolean late =
                progress.sinceCommit().filter(age -> age.compareTo(LATE_MIN) > 0).isPresent();
        return late && !progress.drained() ? State.DEGRADED : State.REPLICATING;
    }

    private static Optional<Progress> ask(Node node) {
        try {
            return Optional.of(node.progress(ASK_MAX));
        } catch (EngineException silent) {
            LOG.info("a replica did not tell how far it is: {}", silent.getMessage());
            return Optional.empty();
        }
    }

    private static boolean attachedTo(Progress progress, NodePlace place) {
        return progress.sender().equals(place.address() + ":" + place.port());
    }

    /** It knows whom to follow, and that one keeps its log for it. */
    private boolean attached(Instance instance, Seen seen, Optional<Node> upstream) {
        if (upstream.isEmpty() || seen.progress().isEmpty()) return true;
        NodePlace place = upstream.get().place();
        if (seen.receives()) return attachedTo(seen.progress().get(), place);
        return told.equals(Optional.of(place))
                && upstream.get().slots().contains(ReplicaNames.slot(instance.asked()));
    }

    /** A standby that may come back with the log that this replica lacks. */
    private static boolean isMember(Group group, String node) {
        return group.topology().members().contains(node) && group.topology().isCleared(node);
    }

    /** What the replica lacks is still there, so that it loses nothing by moving. */
    private boolean covers(Instance source, String name, Seen seen) {
        Optional<Node> node = node(source, name);
        if (node.isEmpty() || seen.progress().isEmpty()) return false;
        try {
            return CutOff.reaches(seen.progress().get().at(), node.get().past(ASK_MAX));
        } catch (EngineException silent) {
            return false;
        }
    }

    /** All it has is applied, or, which a look may miss, it has not gone on for a while. */
    private boolean appliesNothing(Progress progress) {
        Instant now = site.clock().instant();
        if (!progress.replayed().equals(replayed)) {
            replayed = progress.replayed();
            still = now;
        }
        return progress.drained() || Duration.between(still, now).compareTo(STILL_MAX) > 0;
    }

    private Optional<String> cutOff(Instance source, String name, Node own, Seen seen) {
        if (seen.progress().filter(p -> !p.standby()).isPresent())
            return Optional.of("Its server takes writes, which are not the source's.");
        boolean asks =
                seen.progress().isPresent()
                        && !seen.receives()
                        && appliesNothing(seen.progress().get())
                        && seen.absent().compareTo(ABSENT_MIN) >= 0;
        Optional<Node> node = node(source, name).filter(n -> n.running().isPresent());
        if (!asks || node.isEmpty()) return Optional.empty();
        try {
            return CutOff.why(
                    seen.progress().get().at(),
                    own.past(ASK_MAX),
                    node.get().past(ASK_MAX),
                    seen.absent());
        } catch (EngineException silent) {
            return Optional.empty();
        }
    }

    private Duration unfit(Upstream.Nodes nodes, Optional<String> current) {
        Instant now = site.clock().instant();
        boolean fit = current.filter(nodes::fit).isPresent();
        unfit = fit ? Optional.empty() : unfit.or(() -> Optional.of(now));
        return unfit.map(since -> Duration.between(since, now)).orElse(Duration.ZERO);
    }

    private Upstream.Nodes nodes(Instance source, Group group) {
        Topology topology = group.topology();
        Set<String> running = new HashSet<>();
        for (String name : topology.members())
            if (node(source, name).filter(n -> n.running().isPresent()).isPresent())
                running.add(name);
        Set<String> streaming = new HashSet<>();
        boolean leads = false;
        if (running.contains(topology.primary())) {
            try {
                Node.Report report = node(source, topology.primary()).orElseThrow().report(ASK_MAX);
                leads = !report.standby() || source.asked().replicaOf().isPresent();
                report.followers().stream()
                        .filter(Node.Follower::streaming)
                        .forEach(follower -> streaming.add(follower.name()));
            } catch (EngineException silent) {
                LOG.info("the primary of {} is silent", source.asked().identifier());
            }
        }
        return new Upstream.Nodes(topology, leads, streaming, running);
    }

    private Optional<Node> node(Instance source, String name) {
        DbInstance asked = source.asked();
        Group group = site.groups().of(source.region(), asked);
        if (!group.spots().containsKey(name)) return Optional.empty();
        return Optional.of(site.groups().node(asked, group, name, source.port()));
    }
}
