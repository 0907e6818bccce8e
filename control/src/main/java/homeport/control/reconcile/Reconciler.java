package homeport.control.reconcile;

import homeport.control.event.EventKind;
import homeport.control.group.Group;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Observed;
import homeport.control.instance.Observed.Trouble;
import homeport.control.instance.Replicas;
import homeport.control.loop.Loop;
import homeport.control.plan.Diagnosis;
import homeport.control.plan.Plan;
import homeport.control.plan.Step;
import homeport.control.plan.World;
import homeport.control.record.Held;
import homeport.control.snapshot.DbSnapshot;
import homeport.engine.EngineException;
import homeport.engine.Node;
import homeport.store.Op;
import homeport.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of one instance: look, plan, act, note. Owned by one virtual thread; {@link #loop} is
 * for others.
 */
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration REST_MAX = Duration.ofMinutes(1);
    private static final Duration STORE_PAUSE = Duration.ofSeconds(1);
    private static final Duration JOIN_MAX = Duration.ofSeconds(10);

    private final Site site;
    private final String region;
    private final String resourceId;
    private final Runnable gone;
    private final Loop loop;

    private final Crashes crashes = new Crashes();
    private final Attachment attachment;
    private final ReplicaStandbys standbys;
    private Optional<CompletableFuture<Void>> watched = Optional.empty();

    Reconciler(Site site, String region, String resourceId, Runnable gone) {
        this.loop = new Loop("reconcile " + resourceId, JOIN_MAX, this::run);
        this.site = site;
        this.region = region;
        this.resourceId = resourceId;
        this.gone = gone;
        this.attachment = new Attachment(site);
        this.standbys = new ReplicaStandbys(site, attachment, loop::wake);
    }

    Loop loop() {
        return loop;
    }

    private void run() {
        try {
            while (!loop.isStopped()) {
                try {
                    Optional<Instance> instance = site.instances().byResourceId(region, resourceId);
                    if (instance.isEmpty()) return;
                    advance(instance.get());
                } catch (StoreException unreachable) {
                    LOG.warn("{}: the store cannot be used, again soon", resourceId, unreachable);
                    rest(Optional.of(site.clock().instant().plus(STORE_PAUSE)));
                } catch (RuntimeException bug) { // it could not even be noted
                    LOG.error("{}: a bug, again soon", resourceId, bug);
                    rest(Optional.of(site.clock().instant().plus(STORE_PAUSE)));
                }
            }
        } finally {
            gone.run();
        }
    }

    private void advance(Instance instance) {
        Step step = new Step.Rest(Optional.empty());
        try {
            Node node = site.node(region, instance.asked(), instance.port());
            World world = look(instance, node);
            step = Plan.next(instance.asked(), instance.seen(), world);
            Effects effects = new Effects(site, instance, node, world, attachment);
            boolean idle = step instanceof Step.Rest || step instanceof Step.Start;
            if (idle && standbys.tend(instance)) return;
            if (step instanceof Step.Rest(Optional<Instant> until)) {
                effects.showDoor(instance.seen());
                rest(until);
            } else if (step instanceof Step.Start && crashes.tooSoon(world.now())) {
                rest(Optional.of(crashes.next()));
            } else if (worksOnServers(step)) {
                holding(instance, step);
            } else {
                LOG.info("{}: {}", instance.asked().identifier(), step);
                effects.carryOut(step);
            }
        } catch (EngineException | IllegalStateException failure) {
            note(instance, step, failure.getMessage(), failure);
        } catch (StoreException unreachable) {
            throw unreachable;
        } catch (RuntimeException bug) {
            note(instance, step, "Internal error: " + bug, bug);
        }
    }

    /** What the agent must not do at the same time. */
    private static boolean worksOnServers(Step step) {
        return switch (step) {
            case Step.Start _, Step.Restart _, Step.Stop _, Step.Reload _, Step.Remove _ -> true;
            case Step.Rest _,
                    Step.MakeData _,
                    Step.SetPassword _,
                    Step.NoteApplied _,
                    Step.NoteServer _,
                    Step.NoteFailover _,
                    Step.NotePlacement _,
                    Step.BackUp _,
                    Step.RequestFirstBackup _,
                    Step.TakeBackup _,
                    Step.RequestFinalSnapshot _,
                    Step.Open _,
                    Step.AdoptPending _,
                    Step.EndStop _,
                    Step.Follow _,
                    Step.CopyAnew _,
                    Step.NoteReplication _,
                    Step.Promote _,
                    Step.AdoptPromotion _ ->
                    false;
        };
    }

    /** Looks again once nobody else works on the servers; what is no longer next is not done. */
    private void holding(Instance instance, Step planned) {
        site.controls(resourceId)
                .holding(() -> {
                    Node node = site.node(region, instance.asked(), instance.port());
                    World world = look(instance, node);
                    Step step = Plan.next(instance.asked(), instance.seen(), world);
                    if (!step.equals(planned)) return false;
                    LOG.info("{}: {}", instance.asked().identifier(), step);
                    new Effects(site, instance, node, world, attachment).carryOut(step);
                    return true;
                });
    }

    private World.Lead lead(Instance instance) {
        Group group = site.groups().of(region, instance.asked());
        boolean replica = instance.replicates();
        return new World.Lead(
                group.isLed() && !replica,
                site.controls(resourceId).isBusy() || gives(instance),
                replica ? standbys.placement(instance, group) : group.placement(),
                group.switchAsked(),
                group.switchOver());
    }

    /** Its backups, or its data, would go with it while another instance is made from them. */
    private boolean gives(Instance instance) {
        if (instance.asked().deletion().isEmpty()) return false;
        return site.instances().areRestoredFrom(resourceId)
                || Replicas.of(site.instances()).areCopiedFrom(resourceId);
    }

    private World look(Instance instance, Node node) {
        Optional<Node.Running> running = node.running();
        running.ifPresent(this::watch);
        if (running.isEmpty()) noteExit(instance);
        Observed seen = instance.seen();
        List<DbSnapshot> own =
                site.snapshots().of(region, resourceId).stream().map(Held::value).toList();
        Site.Configuration.Wanted wanted =
                seen.applied().isPresent()
                        ? new ReplicaSettings(site, instance).now()
                        : new Site.Configuration.Wanted(
                                seen.configuration(), seen.waitingForReboot());
        return new World(
                running.map(Node.Running::pid),
                wanted.values(),
                wanted.waiting(),
                own.stream().filter(DbSnapshot::due).map(DbSnapshot::identifier).toList(),
                names(own, snapshot -> snapshot.taken().isPresent()),
                names(own, snapshot -> snapshot.failure().isPresent()),
                backups(own),
                lead(instance),
                attachment.look(instance, node),
                site.clock().instant());
    }

    private World.Backups backups(List<DbSnapshot> own) {
        Optional<DbSnapshot> newest =
                own.stream()
                        .filter(snapshot -> snapshot.automated() && snapshot.usable())
                        .reduce((_, later) -> later);
        Instant since = newest.map(DbSnapshot::requested).orElse(Instant.MIN);
        List<DbSnapshot> failed =
                own.stream()
                        .filter(s -> s.automated() && s.failure().isPresent() && !s.deleting())
                        .filter(s -> s.requested().isAfter(since))
                        .toList();
        return new World.Backups(
                newest.flatMap(DbSnapshot::taken).map(DbSnapshot.Taken::at),
                failed.size(),
                failed.isEmpty() ? Optional.empty() : Optional.of(failed.getLast().requested()),
                site.turns().free());
    }

    private static Set<String> names(List<DbSnapshot> all, Predicate<DbSnapshot> which) {
        return all.stream().filter(which).map(DbSnapshot::identifier).collect(Collectors.toSet());
    }

    private void watch(Node.Running server) {
        if (watched.filter(exited -> exited == server.exited()).isPresent()) return;
        watched = Optional.of(server.exited());
        crashes.started(server.started());
        server.exited().thenRun(loop::wake);
    }

    /** The server is gone and nobody asked for that. */
    private void noteExit(Instance instance) {
        Observed seen = instance.seen();
        boolean unasked = seen.pid().isPresent() && instance.asked().power().on();
        if (!unasked || instance.asked().deletion().isPresent()) return;
        Instant now = site.clock().instant();
        crashes.exited(now);
        LOG.warn("{}: the server process {} is gone", resourceId, seen.pid().get());
    }

    private void note(Instance instance, Step step, String message, Exception cause) {
        LOG.warn("{}: {} failed", instance.asked().identifier(), step, cause);
        Instant now = site.clock().instant();
        Observed before =
                site.instances()
                        .byResourceId(region, resourceId)
                        .map(Instance::seen)
                        .orElse(instance.seen());
        Trouble trouble =
                Diagnosis.of(step, String.valueOf(message), instance.asked(), before, now);
        List<Op> ops = new ArrayList<>();
        ops.add(site.instances().observe(region, resourceId, before.with(trouble)));
        if (trouble.attempts() == 1) ops.addAll(tell(instance, trouble));
        site.store().commit(ops);
    }

    private List<Op> tell(Instance instance, Trouble trouble) {
        String message = trouble.message();
        return switch (trouble.kind()) {
            case INCOMPATIBLE_PARAMETERS ->
                    site.tell(
                            instance,
                            EventKind.PARAMETERS_INCOMPATIBLE,
                            "incompatible-parameters",
                            message);
            case INCOMPATIBLE_NETWORK ->
                    site.tell(instance, EventKind.NETWORK_INCOMPATIBLE, message);
            case STORAGE_FULL -> site.tell(instance, EventKind.STORAGE_EXHAUSTED);
            case INCOMPATIBLE_RESTORE -> site.tell(instance, EventKind.CREATE_FAILED, message);
            case FAILED -> failed(instance, message);
        };
    }

    private List<Op> failed(Instance instance, String message) {
        boolean unmade =
                instance.asked().replicaOf().isPresent() && instance.seen().created().isEmpty();
        return unmade
                ? site.tell(instance, EventKind.REPLICA_CREATE_FAILED, message)
                : site.tell(instance, EventKind.FAILED, "failed", message);
    }

    private void rest(Optional<Instant> until) {
        Duration most =
                until.map(moment -> Duration.between(site.clock().instant(), moment))
                        .filter(pause -> pause.compareTo(REST_MAX) < 0)
                        .orElse(REST_MAX);
        loop.rest(most);
    }
}
