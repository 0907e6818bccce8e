package homeport.control.reconcile;

import homeport.control.event.EventKind;
import homeport.control.failover.Topology;
import homeport.control.group.Group;
import homeport.control.group.Told;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Observed;
import homeport.control.instance.Replication;
import homeport.control.instance.Replication.State;
import homeport.control.name.Arn;
import homeport.control.replica.ReplicaNames;
import homeport.engine.EngineException;
import homeport.engine.Node;
import homeport.engine.Progress;
import homeport.store.Op;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what only read replicas need. The node that a replica is to stream from is noted
 * before that node makes a slot for it: a slot that nobody on record uses is removed. Owned by the
 * replica's reconciler.
 */
final class ReplicaEffects {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaEffects.class);
    private static final Duration STOP_MAX = Duration.ofSeconds(10);
    private static final Duration SLOT_MAX = Duration.ofSeconds(5);
    private static final Duration CHANGE_MAX = Duration.ofSeconds(10);
    private static final Duration ASK_MAX = Duration.ofSeconds(1);

    /** A standby that has not followed a promotion by then is copied anew. */
    private static final Duration FOLLOW_MAX = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(20);

    /**
     * All that was received is applied before a promotion. There may be hours of it: after this it
     * is looked whether something else is asked for by now.
     */
    private static final Duration REPLAY_TURN = Duration.ofSeconds(10);

    private final Site site;
    private final Instance instance;
    private final DbInstance asked;
    private final Node node;
    private final Attachment attachment;
    private final BiConsumer<Observed, List<Op>> save;

    ReplicaEffects(
            Site site,
            Instance instance,
            Node node,
            Attachment attachment,
            BiConsumer<Observed, List<Op>> save) {
        this.site = site;
        this.instance = instance;
        this.asked = instance.asked();
        this.node = node;
        this.attachment = attachment;
        this.save = save;
    }

    /**
     * Copies what takes the writes: a replica of a replica may begin further than its source is,
     * and waits for it.
     *
     * @param upstream the node of the source that keeps its log from before the copy on
     */
    void makeData(String upstream) {
        Observed seen = note(instance.seen(), upstream);
        node.stop(STOP_MAX);
        Node root =
                attachment
                        .root(instance)
                        .orElseThrow(() -> new EngineException("the source does not run"));
        keepSlot(seen);
        node.cloneFrom(root);
        save.accept(seen.createdAt(site.clock().instant(), 0), List.of());
    }

    /** The source's node is noted, then it keeps its log, then it is followed. */
    void follow(String upstream) {
        Observed seen = note(instance.seen(), upstream);
        Instance noted = new Instance(instance.region(), instance.held(), seen);
        try {
            keepSlot(seen);
            Node.Role.Following role = attachment.role(noted);
            node.follow(told(seen), role, CHANGE_MAX);
            attachment.told(role);
        } catch (EngineException failed) {
            LOG.warn("{}: does not follow {} yet", asked.identifier(), upstream, failed);
            attachment.failed(site.clock().instant());
        }
    }

    private Map<String, String> told(Observed seen) {
        Group group = site.groups().of(instance.region(), asked);
        return Told.with(seen.configuration(), instance, group, group.topology().primary());
    }

    private Observed note(Observed seen, String upstream) {
        Replication was =
                seen.replication()
                        .orElseGet(() ->
                                Replication.starting(
                                        asked.replicaOf().orElseThrow(),
                                        source().toString(),
                                        site.clock().instant()));
        Replication is = was.from(Optional.of(upstream)).called(source().toString());
        if (seen.replication().filter(is::equals).isPresent()) return seen;
        Observed noted = seen.with(is);
        save.accept(noted, List.of());
        return noted;
    }

    private Arn source() {
        var of = asked.replicaOf().orElseThrow();
        return site.instances()
                .byResourceId(of.region(), of.resourceId())
                .map(Instance::arn)
                .orElseThrow(() ->
                        new EngineException("its source was deleted before its data was copied"));
    }

    private void keepSlot(Observed seen) {
        Replication how = seen.replication().orElseThrow();
        attachment
                .upstream(how.source(), how.upstream())
                .orElseThrow(() -> new EngineException("the source has no node " + how.upstream()))
                .keepSlot(ReplicaNames.slot(asked), SLOT_MAX);
    }

    /** It serves no more until its source has been copied again. */
    void copyAnew(String because) {
        LOG.warn("{}: is copied anew: {}", asked.identifier(), because);
        Replication how = instance.seen().replication().orElseThrow();
        String message = because + " The source is copied anew.";
        Replication broken = how.now(State.ERROR, message, site.clock().instant());
        List<Op> ops = new ArrayList<>(site.tell(instance, EventKind.REPLICATION_STOPPED, message));
        ops.addAll(standbys(Set.of()));
        site.controls(asked.resourceId()).reads(Set.of());
        save.accept(instance.seen().uncreated().with(broken), ops);
    }

    /**
     * The record of several nodes in a new term: what the standbys have belongs to the history of
     * those that are named, and the others are copied anew.
     */
    private List<Op> standbys(Set<String> cleared) {
        return site.groups().find(instance.region(), asked.resourceId()).stream()
                .filter(held -> held.value().isLed())
                .map(held -> {
                    Group group = held.value();
                    Topology now = group.topology();
                    Topology next = now.led(now.primary(), now.term() + 1, Set.of(), cleared);
                    return site.groups().replace(held, group.with(next).opened());
                })
                .toList();
    }

    /**
     * Those of its standbys that stream from it now that it takes writes: PostgreSQL lets only one
     * whose log is the beginning of its own.
     */
    private Set<String> followers() {
        Set<String> others =
                Set.copyOf(site.groups().of(instance.region(), asked).topology().followers());
        Instant end = site.clock().instant().plus(FOLLOW_MAX);
        Set<String> streaming = new HashSet<>();
        while (!streaming.containsAll(others) && site.clock().instant().isBefore(end)) {
            node.report(ASK_MAX).followers().stream()
                    .filter(Node.Follower::streaming)
                    .map(Node.Follower::name)
                    .filter(others::contains)
                    .forEach(streaming::add);
            LockSupport.parkNanos(POLL.toNanos());
        }
        return streaming;
    }

    void note(State state, String message) {
        Observed seen = instance.seen();
        Replication was = seen.replication().orElseThrow();
        Replication is = was.now(state, message, site.clock().instant());
        if (state == State.TERMINATED) {
            Node.Role.Following nobody =
                    new Node.Role.Following(
                            ReplicaNames.application(asked), Optional.empty(), true);
            node.follow(told(seen), nobody, CHANGE_MAX);
            attachment.told(nobody);
            is = is.from(Optional.empty());
        }
        save.accept(seen.with(is), news(was.state(), is));
    }

    private List<Op> news(State was, Replication is) {
        if (was == is.state()) return List.of();
        boolean stood = was == State.STARTING || was == State.ERROR;
        return switch (is.state()) {
            case REPLICATING, DEGRADED ->
                    stood ? site.tell(instance, EventKind.REPLICATION_RESUMED) : List.of();
            case ERROR -> site.tell(instance, EventKind.REPLICATION_STOPPED, is.message());
            case TERMINATED -> site.tell(instance, EventKind.REPLICATION_TERMINATED);
            case STARTING -> List.of();
        };
    }

    /** The source is gone: what it was asked for last is what it has. */
    void adoptPromotion() {
        site.store()
                .commit(List.of(site.instances().replace(instance, asked.promoted().rebooted())));
    }

    /**
     * It stops receiving, applies all it has and takes writes. One that takes writes already was
     * promoted before that could be noted.
     *
     * @param backup the record of the first backup, if it is to have one
     */
    void promote(Observed seen, Optional<Op> backup) {
        Replication how = seen.replication().orElseThrow();
        String lag = "It had been promoted before.";
        if (node.isStandby()) {
            Map<String, String> values = told(seen);
            if (!hasApplied(values)) return;
            lag = lag(how);
            node.promote(values, Node.Role.Leading.ALONE, CHANGE_MAX);
            attachment.told(Node.Role.Leading.ALONE);
        }
        if (asked.clustered()) node.addTopologyTools();
        List<Op> ops = new ArrayList<>(backup.stream().toList());
        ops.addAll(standbys(followers()));
        ops.addAll(
                site.tell(
                        instance,
                        EventKind.REPLICATION_STOPPED,
                        "The read replica was promoted. " + lag));
        save.accept(seen.promoted(), ops);
        LOG.info("{}: promoted. {}", asked.identifier(), lag);
    }

    /**
     * It receives nothing any more and has applied all it had.
     *
     * @return false: it is still at it
     */
    private boolean hasApplied(Map<String, String> values) {
        try {
            node.stopReceiving(values, attachment.role(instance), REPLAY_TURN);
            return true;
        } catch (EngineException failed) {
            Progress now = node.progress(ASK_MAX);
            if (!now.standby() || now.drained()) throw failed;
            LOG.info("{}: has applied {} of {}", asked.identifier(), now.replayed(), now.at());
            return false;
        }
    }

    /** What the promotion leaves behind, as far as anybody can tell. */
    private String lag(Replication how) {
        Progress own = node.progress(ASK_MAX);
        String applied = "It has applied all that it had received, up to %s".formatted(own.at());
        Optional<Progress> source = source(how);
        if (source.isEmpty())
            return applied
                    + own.sinceCommit()
                            .map(age -> "; its last commit is %s old".formatted(seconds(age)))
                            .orElse("")
                    + ". What its source had beyond that is unknown: it does not answer.";
        long missing = source.get().at().bytes() - own.at().bytes();
        if (missing <= 0 || own.showsAllOf(source.get()))
            return applied + ", which is all that its source had committed.";
        return "Warning: %s; its source was %d bytes further%s."
                .formatted(
                        applied,
                        missing,
                        own.sinceCommit()
                                .map(age ->
                                        ", and its last commit is %s old".formatted(seconds(age)))
                                .orElse(""));
    }

    private Optional<Progress> source(Replication how) {
        var source = how.source();
        Optional<Instance> found =
                site.instances().byResourceId(source.region(), source.resourceId());
        if (found.isEmpty()) return Optional.empty();
        Node primary = site.node(source.region(), found.get().asked(), found.get().port());
        if (primary.running().isEmpty()) return Optional.empty();
        try {
            return Optional.of(primary.progress(ASK_MAX));
        } catch (EngineException silent) {
            LOG.info("the source of {} is silent: {}", asked.identifier(), silent.getMessage());
            return Optional.empty();
        }
    }

    private static String seconds(Duration age) {
        return "%.1f s".formatted(age.toMillis() / 1000.0);
    }
}
