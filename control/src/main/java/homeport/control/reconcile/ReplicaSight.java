package homeport.control.reconcile;

import homeport.control.group.Group;
import homeport.control.instance.Instances.Instance;
import homeport.control.replica.Cascade;
import homeport.control.replica.CutOff;
import homeport.engine.EngineException;
import homeport.engine.Node;
import homeport.engine.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one look at the standbys of a read replica, and remembers between looks since when one has
 * not streamed and how often it had to be started. Owned by the replica's reconciler.
 */
final class ReplicaSight {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaSight.class);
    private static final Duration ASK_MAX = Duration.ofSeconds(1);

    /** Before anything is concluded from the past of both. */
    private static final Duration ABSENT_MIN = Duration.ofSeconds(3);

    /** A server that owes an answer for so long hangs: the node is given up. */
    private static final Duration SILENT_MAX = Duration.ofSeconds(10);

    private final Site site;
    private final Map<String, Instant> silent = new HashMap<>();
    private final Map<String, Instant> absent = new HashMap<>();
    private final Map<String, Crashes> crashes = new HashMap<>();
    private Set<String> streaming = Set.of();
    private boolean firstServes;

    ReplicaSight(Site site) {
        this.site = site;
    }

    /**
     * What is known of a node without asking it.
     *
     * @param rests work on it failed a moment ago
     */
    record Note(boolean busy, boolean copied, boolean told, boolean rests) {}

    /** Those that streamed from the first node in the last look. */
    Set<String> streaming() {
        return streaming;
    }

    /** The first node had a server in the last look, and that does not hang. */
    boolean firstServes() {
        return firstServes;
    }

    /** Another node is the first: nothing is known of who streams from it. */
    void moved() {
        absent.clear();
        silent.clear();
        streaming = Set.of();
    }

    Map<String, Cascade.Standby> look(
            Instance instance, Group group, Function<String, Note> notes) {
        String primary = group.topology().primary();
        Node first = node(instance, group, primary);
        Optional<Set<String>> following = following(first);
        streaming = following.orElse(Set.of());
        firstServes = first.running().isPresent() && !hangs(primary, following.isEmpty());
        Map<String, Cascade.Standby> seen = new HashMap<>();
        for (String name : new TreeSet<>(group.spots().keySet()))
            if (!name.equals(primary))
                seen.put(
                        name,
                        look(
                                name,
                                node(instance, group, name),
                                first,
                                following.isPresent(),
                                notes.apply(name)));
        return seen;
    }

    private Cascade.Standby look(String name, Node node, Node first, boolean answers, Note note) {
        Optional<Node.Running> server = node.running();
        Optional<Progress> progress =
                note.busy() ? Optional.empty() : server.flatMap(_ -> ask(node));
        boolean streams = streaming.contains(name);
        boolean waits = answers && !streams && progress.isPresent();
        if (!waits) absent.remove(name);
        Instant now = site.clock().instant();
        Duration away =
                waits
                        ? Duration.between(absent.computeIfAbsent(name, _ -> now), now)
                        : Duration.ZERO;
        return new Cascade.Standby(
                node.version().isPresent(),
                note.busy(),
                note.copied(),
                server.isPresent(),
                hangs(name, !note.busy() && server.isPresent() && progress.isEmpty()),
                progress.map(Progress::at),
                streams,
                note.told(),
                note.rests() || tooSoon(name, server),
                progress.filter(p -> cutOff(p, node, first, away)).isPresent());
    }

    private boolean hangs(String name, boolean isSilent) {
        Instant now = site.clock().instant();
        if (!isSilent) silent.remove(name);
        return isSilent
                && Duration.between(silent.computeIfAbsent(name, _ -> now), now)
                                .compareTo(SILENT_MAX)
                        >= 0;
    }

    private boolean tooSoon(String name, Optional<Node.Running> server) {
        Crashes starts = crashes.computeIfAbsent(name, _ -> new Crashes());
        Instant now = site.clock().instant();
        server.ifPresentOrElse(s -> starts.started(s.started()), () -> starts.exited(now));
        return starts.tooSoon(now);
    }

    /** What it has is applied first, and only then more is asked for. */
    private static boolean cutOff(Progress progress, Node node, Node first, Duration away) {
        if (!progress.standby()) return true; // somebody promoted it
        if (away.compareTo(ABSENT_MIN) < 0 || !progress.drained()) return false;
        try {
            return CutOff.why(progress.at(), node.past(ASK_MAX), first.past(ASK_MAX), away)
                    .isPresent();
        } catch (EngineException silent) {
            return false;
        }
    }

    /** Empty: it has no server, or did not say. */
    private static Optional<Set<String>> following(Node first) {
        if (first.running().isEmpty()) return Optional.empty();
        try {
            return Optional.of(
                    first.report(ASK_MAX).followers().stream()
                            .filter(Node.Follower::streaming)
                            .map(Node.Follower::name)
                            .collect(Collectors.toSet()));
        } catch (EngineException silent) {
            LOG.info("the first node of a replica is silent: {}", silent.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<Progress> ask(Node node) {
        try {
            return Optional.of(node.progress(ASK_MAX));
        } catch (EngineException silent) {
            return Optional.empty();
        }
    }

    private Node node(Instance instance, Group group, String name) {
        return site.groups().node(instance.asked(), group, name, instance.port());
    }
}
