package homeport.control.reconcile;

import homeport.control.archive.Archivist;
import homeport.control.event.EventKind;
import homeport.control.group.Controls;
import homeport.control.group.Group;
import homeport.control.group.Told;
import homeport.control.instance.Cluster;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Observed;
import homeport.control.instance.Observed.Activity;
import homeport.control.instance.Passwords;
import homeport.control.instance.Replication;
import homeport.control.instance.Settings;
import homeport.control.plan.Step;
import homeport.control.plan.World;
import homeport.control.snapshot.Reading;
import homeport.engine.EngineException;
import homeport.engine.EngineVersion;
import homeport.engine.Node;
import homeport.store.Op;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries out one step for one instance and notes what is. Order that each effect keeps: what users
 * see as being done is noted first, then it is done, then it is noted as done together with its
 * event; so a crash in between repeats the step. Owned by the reconciler's thread.
 */
final class Effects {
    /**
     * Recovery after a crash reads up to max_wal_size of WAL; a server that needs longer is looked
     * at by a person.
     */
    private static final Duration START_MAX = Duration.ofMinutes(10);

    private static final Duration STOP_MAX = Duration.ofSeconds(60);

    /** One question, of a catalog. */
    private static final Duration ASK_MAX = Duration.ofSeconds(5);

    private final Site site;
    private final Instance instance;
    private final DbInstance asked;
    private final Node node;
    private final World world;
    private final String region;
    private final Controls controls;
    private final Attachment attachment;

    Effects(Site site, Instance instance, Node node, World world, Attachment attachment) {
        this.site = site;
        this.instance = instance;
        this.asked = instance.asked();
        this.node = node;
        this.world = world;
        this.region = instance.region();
        this.controls = site.controls(asked.resourceId());
        this.attachment = attachment;
    }

    void carryOut(Step step) {
        Observed seen = instance.seen();
        switch (step) {
            case Step.Rest _ -> {}
            case Step.MakeData _ -> makeData(seen);
            case Step.Start _ -> start(seen);
            case Step.Restart _ -> restart(seen);
            case Step.Stop _ -> stop(seen);
            case Step.Reload _ -> reload(seen);
            case Step.SetPassword _ -> setPassword(seen);
            case Step.NoteApplied _ -> noteApplied(seen);
            case Step.NoteServer _ -> save(seen.running(world.pid()), List.of());
            case Step.NoteFailover _ -> save(seen.rebooted(asked.reboots()), List.of());
            case Step.NotePlacement _ -> notePlacement(seen);
            case Step.BackUp(String snapshot) -> backup().take(snapshot, seen);
            case Step.RequestFirstBackup _ -> backup().requestFirst(seen, world.now());
            case Step.TakeBackup _ ->
                    site.turns().attempt(() -> backup().takeDaily(seen, world.now()));
            case Step.RequestFinalSnapshot(String name) ->
                    backup().requestFinal(name, seen, world.now());
            case Step.Open _ -> open(seen);
            case Step.AdoptPending _ -> adoptPending();
            case Step.EndStop _ -> endStop();
            case Step.Follow(String upstream) -> replica().follow(upstream);
            case Step.CopyAnew(String because) -> replica().copyAnew(because);
            case Step.NoteReplication(Replication.State state, String message) ->
                    replica().note(state, message);
            case Step.Promote _ -> promote(seen);
            case Step.AdoptPromotion _ -> replica().adoptPromotion();
            case Step.Remove _ -> new Removal(site, instance, all()).carryOut();
        }
    }

    private void makeData(Observed seen) {
        showDoor(seen);
        if (asked.replicaOf().isPresent()) {
            replica().makeData(world.link().map(World.Link::upstream).orElse(""));
            return;
        }
        if (seen.replication().isPresent())
            throw new EngineException(
                    "it was promoted while its source was copied anew, and has no data");
        Settings settings = asked.settings();
        Optional<String> data = asked.origin().snapshotData();
        long passwordNow = 0;
        if (data.isPresent()) {
            try (Reading _ = site.snapshots().reading(data.get())) {
                node.createFrom(site.snapshots().stored(data.get()), recovery());
            }
        } else {
            passwordNow = asked.password().generation();
            node.create(
                    new Node.Creation(
                            EngineVersion.parse(settings.version()),
                            settings.access().masterUser(),
                            new Node.Secret(site.unseal().apply(asked)),
                            settings.access().database()));
        }
        save(seen.createdAt(site.clock().instant(), passwordNow), List.of());
    }

    private Optional<Node.Recovery> recovery() {
        return asked.origin()
                .rewind()
                .map(to ->
                        new Node.Recovery(
                                to.until().or(() -> latest(to)),
                                site.archives().source(to.region(), to.resourceId())));
    }

    /** Empty: the source is stopped or gone, and the archive has all of it. */
    private Optional<Instant> latest(DbInstance.Rewind to) {
        return site.instances()
                .byResourceId(to.region(), to.resourceId())
                .filter(Archivist::archives)
                .flatMap(site.archivist()::freshen);
    }

    private void start(Observed seen) {
        boolean wasStopped = seen.activity() == Activity.STOPPED;
        Observed starting =
                (wasStopped ? seen.with(Activity.STARTING) : seen).running(Optional.empty());
        save(starting, List.of());
        boolean crashed = !wasStopped && seen.available().isPresent() && seen.pid().isPresent();
        Observed running = run(starting);
        List<Op> events = crashed ? tell(EventKind.RESTARTED) : List.of();
        save(running, events);
    }

    /**
     * Configures with all that waited for a restart and starts; the server is then as asked. What
     * it is given is noted before it runs: one that was started by a killed Homeport goes on with
     * that.
     */
    private Observed run(Observed seen) {
        Map<String, String> values = new ReplicaSettings(site, instance).atStart();
        Node now = site.node(region, asked, asked.settings().access().port());
        Node.Role role = role();
        now.configure(told(values), role);
        attachment.told(role);
        now.serveWith(EngineVersion.parse(asked.settings().version()));
        Observed given = seen.configured(asked.settings().parameterGroup(), values, List.of());
        save(given, List.of());
        Node.Running server = now.start(START_MAX);
        return given.running(Optional.of(server.pid()))
                .applied(asked.settings(), seen.identifier())
                .rebooted(rebootsDone(seen));
    }

    /** A failover that was asked for is the agent's, and not done by a start. */
    private long rebootsDone(Observed seen) {
        boolean failover =
                site.groups().of(region, asked).switchAsked() == asked.reboots()
                        && asked.reboots() > 0;
        return failover ? seen.reboots() : asked.reboots();
    }

    private void restart(Observed seen) {
        boolean reboot = seen.reboots() < asked.reboots();
        new StandbysFirst(site, instance, node).give(new ReplicaSettings(site, instance).atStart());
        controls.close();
        showDoor(seen);
        node.stop(STOP_MAX);
        Observed stopped = seen.running(Optional.empty());
        List<Op> shutDown = reboot ? tell(EventKind.SHUT_DOWN) : List.of();
        save(stopped, shutDown);
        Observed running = run(stopped);
        List<Op> events = new ArrayList<>();
        if (reboot) events.addAll(tell(EventKind.RESTARTED));
        events.addAll(new Changes(site, instance).events(seen, asked.settings()));
        save(running, events);
    }

    private Map<String, String> told(Map<String, String> values) {
        Group group = site.groups().of(region, asked);
        return Told.with(values, instance, group, group.topology().primary());
    }

    /**
     * What the agent last wrote stays: a commit may be waiting for exactly these. A replica is one
     * until it has been promoted, whatever is asked for.
     */
    private Node.Role role() {
        boolean replica = instance.seen().replication().isPresent() && node.isStandby();
        if (replica) return attachment.role(instance);
        return new Node.Role.Leading(controls.names(site.groups().of(region, asked)));
    }

    private ReplicaEffects replica() {
        return new ReplicaEffects(site, instance, node, attachment, this::save);
    }

    /**
     * A first backup follows as for a new instance, also where a replica had some: only from there
     * on its own log is archived.
     */
    private void promote(Observed seen) {
        boolean backups =
                asked.settings().upkeep().backupRetentionDays() > 0
                        && world.snapshotsDue().isEmpty();
        replica()
                .promote(
                        seen,
                        backups
                                ? Optional.of(backup().first(seen, world.now()))
                                : Optional.empty());
    }

    private Backup backup() {
        return new Backup(site, instance, node.place().port(), this::save);
    }

    private List<Node> all() {
        int port = instance.port();
        return site.groups().all(region, asked, port);
    }

    private void stop(Observed seen) {
        controls.close();
        showDoor(seen);
        for (Node one : all()) one.stop(STOP_MAX); // the primary first: the others get its end
        save(
                seen.running(Optional.empty()).with(Activity.STOPPED).withoutTrouble(),
                tell(EventKind.STOPPED));
    }

    private void reload(Observed seen) {
        if (!world.configuration().equals(seen.configuration())) {
            if (world.configuration().getOrDefault(Node.TOKENS, "off").equals("on"))
                node.settleTokenUsers(ASK_MAX);
            node.configure(told(world.configuration()), role());
            node.reload();
        }
        save(
                seen.configured(seen.parameterGroup(), world.configuration(), world.waiting()),
                List.of());
    }

    /** The server first, then the secret: whoever reads the secret can log in with it. */
    private void setPassword(Observed seen) {
        String user = asked.settings().access().masterUser();
        String password = site.unseal().apply(asked);
        node.setMasterPassword(user, new Node.Secret(password));
        asked.password()
                .secretArn()
                .ifPresent(arn -> site.secrets().put(arn, Passwords.secretText(user, password)));
        save(seen.passwordSet(asked.password().generation()), tell(EventKind.CREDENTIALS_RESET));
    }

    private void noteApplied(Observed seen) {
        List<Op> events = new Changes(site, instance).events(seen, asked.settings());
        if (asked.clustered() && !seen.identifier().equals(asked.identifier()))
            events.add(renamed(seen.identifier()));
        save(seen.applied(asked.settings(), asked.identifier()), events);
    }

    /** Of an instance AWS tells nothing. */
    private Op renamed(String from) {
        return site.events()
                .record(
                        region,
                        EventKind.CLUSTER_RENAMED.on(
                                instance.arn(), site.clock().instant(), from, asked.identifier()));
    }

    /** Of several nodes the agent tells more, unless they are a replica's. */
    private void notePlacement(Observed seen) {
        boolean has = world.lead().placement().standbyZone().isPresent();
        boolean news =
                instance.replicates()
                        && seen.available().isPresent()
                        && has
                        && seen.placement().standbyZone().isEmpty();
        save(
                seen.placed(world.lead().placement()),
                news ? tell(EventKind.MULTI_AZ_FINISHED) : List.of());
    }

    private void open(Observed seen) {
        boolean first = seen.available().isEmpty();
        if (first && asked.clustered() && !instance.replicates()) node.addTopologyTools();
        List<Op> events = new ArrayList<>();
        if (first) events.addAll(created());
        if (seen.activity() == Activity.STARTING) events.addAll(tell(EventKind.STARTED));
        Observed open = first ? seen.availableAt(site.clock().instant()) : seen;
        Observed calm = open.with(Activity.NONE).withoutTrouble();
        showDoor(calm);
        save(calm, events);
    }

    /** The new name was reserved when it was asked for, so nobody has it. */
    private void adoptPending() {
        site.store().commit(site.instances().rename(instance, asked.adopted()));
    }

    private void endStop() {
        List<Op> ops = new ArrayList<>(tell(EventKind.STARTED_AFTER_SEVEN_DAYS));
        ops.add(site.instances().replace(instance, asked.with(DbInstance.Power.ON)));
        site.store().commit(ops);
    }

    void showDoor(Observed seen) {
        new Front(site, instance).show(seen);
    }

    /** A cluster, and each of its members. */
    private List<Op> created() {
        List<Op> events = new ArrayList<>(tell(EventKind.CREATED));
        asked.origin().rewind().ifPresent(to -> events.addAll(rewound(to)));
        asked.cluster()
                .ifPresent(cluster -> {
                    for (Cluster.Member member : cluster.members().values())
                        events.addAll(site.tellOf(member, instance, EventKind.CREATED));
                });
        return events;
    }

    private List<Op> rewound(DbInstance.Rewind to) {
        String when = to.until().map(Instant::toString).orElse("the latest restorable time");
        return site.tell(instance, EventKind.RESTORED_TO_TIME, to.instance(), when);
    }

    private List<Op> tell(EventKind kind) {
        return site.tell(instance, kind);
    }

    private void save(Observed seen, List<Op> also) {
        List<Op> ops = new ArrayList<>(also);
        ops.add(site.instances().observe(region, asked.resourceId(), seen));
        site.store().commit(ops);
        showDoor(seen);
    }
}
