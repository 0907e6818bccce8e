package homeport.control;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.archive.Archives;
import homeport.control.archive.Archivist;
import homeport.control.archive.WalArchive;
import homeport.control.backup.AutomatedBackupService;
import homeport.control.backup.BackupLimits;
import homeport.control.backup.Backups;
import homeport.control.backup.Caretaker;
import homeport.control.backup.Pruner;
import homeport.control.backup.Turns;
import homeport.control.catalog.AccountAttributes;
import homeport.control.catalog.Capabilities;
import homeport.control.catalog.Certificates;
import homeport.control.catalog.EngineVersions;
import homeport.control.catalog.NeverAny;
import homeport.control.catalog.OrderableOptions;
import homeport.control.catalog.PendingMaintenance;
import homeport.control.catalog.SourceRegions;
import homeport.control.catalog.ValidModifications;
import homeport.control.cluster.ClusterService;
import homeport.control.dbproxy.DbProxies;
import homeport.control.event.EventDescriptions;
import homeport.control.event.EventFeed;
import homeport.control.event.Events;
import homeport.control.event.Notifier;
import homeport.control.failover.Limits;
import homeport.control.group.Agents;
import homeport.control.group.Controls;
import homeport.control.group.Grounds;
import homeport.control.group.Group;
import homeport.control.group.Groups;
import homeport.control.group.Places;
import homeport.control.group.TokenUsers;
import homeport.control.instance.Addresses;
import homeport.control.instance.DbInstance;
import homeport.control.instance.InstanceService;
import homeport.control.instance.Instances;
import homeport.control.instance.Passwords;
import homeport.control.log.LogFiles;
import homeport.control.name.TagHolder;
import homeport.control.option.OptionGroups;
import homeport.control.parameter.Families;
import homeport.control.parameter.GroupKind;
import homeport.control.parameter.ParameterGroups;
import homeport.control.reconcile.Reconcilers;
import homeport.control.reconcile.Site;
import homeport.control.replica.Lags;
import homeport.control.replica.ReplicaService;
import homeport.control.replica.SlotSweep;
import homeport.control.snapshot.ClusterSnapshotService;
import homeport.control.snapshot.SnapshotKeeper;
import homeport.control.snapshot.SnapshotService;
import homeport.control.snapshot.Snapshots;
import homeport.control.subnet.SubnetGroups;
import homeport.control.tag.Tagging;
import homeport.engine.Authority;
import homeport.engine.Engines;
import homeport.engine.Node;
import homeport.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The whole RDS service of one data folder: its API actions and the loops that carry them out. Put
 * together here, once; started and closed by the server.
 */
public final class Rds implements AutoCloseable {
    /** What is really done here; a later feature says so when it is there. */
    private static final Capabilities CAPABILITIES =
            new Capabilities(true, false, false, false, false, true);

    /** In the data folder: where snapshots are restored on trial. */
    public static final String TRIALS = "trials";

    private final Service service = new Service("rds");
    private final Instances instances;
    private final Groups groups;
    private final SubnetGroups subnets;
    private final Events events;
    private final Site site;
    private final Reconcilers reconcilers;
    private final Agents agents;
    private final SnapshotKeeper keeper;
    private final Lags lags;
    private final SlotSweep sweep;
    private final TokenUsers tokenUsers;
    private final Caretaker caretaker;
    private final Snapshots snapshots;
    private final Archivist archivist;
    private final Configured configured;
    private final DbProxies proxies;
    private final Telling telling;

    /**
     * @param data the folder of nodes and snapshots
     * @param site 1 to 254: the slice of loopback that is this data folder's
     * @param defaultPort of endpoints whose creator names none
     * @param hostMemoryBytes what memory-sized settings may plan with at the most
     * @param failoverAfter a Multi-AZ primary that gives no sign of life for so long is replaced
     * @param archiveEvery how far {@code LatestRestorableTime} may lie back
     * @param apiUrl where other regions of this installation answer
     * @param strict answer as AWS also where Homeport accepts more
     */
    public record Options(
            String account,
            Path data,
            int site,
            int defaultPort,
            long hostMemoryBytes,
            Duration failoverAfter,
            BackupLimits backups,
            Duration archiveEvery,
            String apiUrl,
            boolean strict) {}

    public Rds(
            Store store,
            Engines engines,
            Authority authority,
            Neighbours neighbours,
            InstantSource clock,
            Options options) {
        events = new Events(store);
        telling = new Telling(store);
        instances = new Instances(store);
        snapshots =
                new Snapshots(store, options.data().resolve("snapshots"), neighbours.packKeys());
        Archives archives = archives(store, neighbours, options);
        Backups backups = new Backups(store, instances, snapshots, archives);
        Addresses addresses = new Addresses(store, options.site());
        Found found = found(store, engines, authority, neighbours, options);
        subnets = found.subnets();
        groups = new Groups(store, engines, options.data().resolve("nodes"));
        Map<String, Controls> controls = Grounds.newControls();
        InstanceService api =
                new InstanceService(
                        store,
                        instances,
                        snapshots,
                        addresses,
                        events,
                        found,
                        new Passwords(neighbours.sealer()),
                        neighbours.secrets(),
                        groups,
                        backups,
                        options.strict());
        proxies = proxies(store, addresses, found, neighbours, clock, options.strict());
        List<TagHolder> tagged = snapshotActions(store, snapshots, found);
        registerDescriptions(found, snapshots, tagging(api, tagged, found), options);
        new AutomatedBackupService(store, backups, found).register(service);
        caretaker = caretaker(store, engines, clock, options);
        keeper = keeper(store, backups, clock, options);
        Places places = new Places(addresses, found::zones);
        configured = new Configured(found, options.hostMemoryBytes());
        archivist = archivist(store, archives, options.archiveEvery(), clock);
        site =
                new Site(
                        store,
                        instances,
                        snapshots,
                        archives,
                        archivist,
                        places,
                        events,
                        groups,
                        controls,
                        configured,
                        neighbours.doors(),
                        neighbours.proxies(),
                        neighbours.secrets(),
                        backups,
                        new Turns(options.backups()),
                        new Passwords(neighbours.sealer())::unseal,
                        clock);
        reconcilers = new Reconcilers(site);
        lags = new Lags(instances, groups, clock);
        sweep = new SlotSweep(instances, groups);
        tokenUsers = new TokenUsers(instances, groups);
        agents = new Agents(grounds(store, places, controls, clock, options));
    }

    private Archivist archivist(
            Store store, Archives archives, Duration every, InstantSource clock) {
        return new Archivist(store, instances, groups, archives, every, clock);
    }

    private DbProxies proxies(
            Store store,
            Addresses addresses,
            Found found,
            Neighbours neighbours,
            InstantSource clock,
            boolean strict) {
        DbProxies made =
                new DbProxies(
                        new DbProxies.Beside(
                                store,
                                instances,
                                groups,
                                addresses,
                                events,
                                found.network(),
                                neighbours.sealer(),
                                clock),
                        neighbours.proxies(),
                        found::vpc,
                        strict);
        made.register(service);
        return made;
    }

    private Archives archives(Store store, Neighbours neighbours, Options options) {
        Path folder = options.data().resolve("archive");
        return new Archives(store, snapshots, new WalArchive(folder, neighbours.packKeys()));
    }

    private SnapshotKeeper keeper(
            Store store, Backups backups, InstantSource clock, Options options) {
        return new SnapshotKeeper(
                store,
                snapshots,
                events,
                options.account(),
                clock,
                new Pruner(store, backups, instances, snapshots, clock));
    }

    private Caretaker caretaker(
            Store store, Engines engines, InstantSource clock, Options options) {
        return new Caretaker(
                store,
                snapshots,
                events,
                engines,
                options.data().resolve(TRIALS),
                options.account(),
                options.backups(),
                clock);
    }

    private Grounds grounds(
            Store store,
            Places places,
            Map<String, Controls> controls,
            InstantSource clock,
            Options options) {
        return new Grounds(
                store,
                instances,
                groups,
                places,
                events,
                reconcilers::show,
                Limits.silence(options.failoverAfter()),
                clock,
                controls);
    }

    /** The actions on instances, clusters and read replicas, and on what instances lean on. */
    private ClusterService beyondInstances(InstanceService api, Found found) {
        api.register(service);
        found.register(service);
        ClusterService clusters = new ClusterService(api);
        clusters.register(service);
        new ReplicaService(api).register(service);
        return clusters;
    }

    private Found found(
            Store store,
            Engines engines,
            Authority authority,
            Neighbours neighbours,
            Options options) {
        Families families = new Families(engines);
        return new Found(
                new EngineVersions(engines, authority),
                new ParameterGroups(
                        store,
                        families,
                        events,
                        GroupKind.INSTANCE,
                        (region, group) ->
                                Using.of(
                                        instances.list(region),
                                        s -> s.parameterGroup().equals(group))),
                new ParameterGroups(
                        store,
                        families,
                        events,
                        GroupKind.CLUSTER,
                        (region, group) ->
                                Using.of(
                                        instances.clusters(region),
                                        s -> s.parameterGroup().equals(group))),
                new SubnetGroups(
                        store,
                        neighbours.network(),
                        (region, group) ->
                                Using.of(
                                        instances.all(region),
                                        s -> s.access().subnetGroup().equals(group))),
                new OptionGroups(store, engines),
                new Certificates(store, authority),
                neighbours.network(),
                authority,
                options.defaultPort());
    }

    /** Tags, and actions that only tell. */
    private void registerDescriptions(
            Found found, Snapshots snapshots, Tagging tagging, Options options) {
        tagging.register(service);
        new PendingMaintenance(tagging).register(service);
        new EventDescriptions(events).register(service);
        telling.register(service, tagging);
        new LogFiles(this::logFiles).register(service);
        new OrderableOptions(found.versions(), found.network(), CAPABILITIES).register(service);
        new ValidModifications(this::allocatedGib, CAPABILITIES).register(service);
        new SourceRegions(options.apiUrl()).register(service);
        NeverAny.register(service);
        new AccountAttributes(
                        Quotas.of(
                                instances,
                                snapshots,
                                found.parameters(),
                                found.clusterParameters(),
                                found.subnets(),
                                found.options(),
                                telling::count,
                                options.strict()))
                .register(service);
    }

    /** The actions on snapshots of both kinds; what they say about tags. */
    private List<TagHolder> snapshotActions(Store store, Snapshots snapshots, Found found) {
        SnapshotService ofInstances = new SnapshotService(store, snapshots, instances);
        ofInstances.register(service);
        ClusterSnapshotService ofClusters =
                new ClusterSnapshotService(store, snapshots, instances, groups, found);
        ofClusters.register(service);
        return List.of(ofInstances.tags(), ofClusters.tags());
    }

    private Tagging tagging(InstanceService api, List<TagHolder> snapshotTags, Found found) {
        List<TagHolder> holders = new ArrayList<>(found.tags());
        holders.add(api.tags());
        holders.add(beyondInstances(api, found).tags());
        holders.addAll(snapshotTags);
        holders.addAll(proxies.tags());
        holders.add(telling.tags());
        return new Tagging(holders);
    }

    /**
     * Has events published to topics; until then there are none. Once.
     *
     * @return to be started when topics take messages, and to be closed before them
     */
    public EventFeed notifyBy(Notifier topics) {
        return telling.by(topics);
    }

    /** The actions that work. */
    public Service service() {
        return service;
    }

    /** For status reports. */
    public Instances instances() {
        return instances;
    }

    /** For status reports. */
    public Snapshots snapshots() {
        return snapshots;
    }

    /** For status reports, and for whoever stops servers. */
    public Groups groups() {
        return groups;
    }

    /** How far replicas are behind, for status reports and metrics. */
    public Lags lags() {
        return lags;
    }

    /** For status reports. */
    public DbProxies proxies() {
        return proxies;
    }

    public void start() {
        proxies.start();
        reconcilers.start();
        agents.start();
        keeper.start();
        lags.start();
        sweep.start();
        tokenUsers.start();
        caretaker.start();
        archivist.start();
    }

    /** Waits until all on record has been looked at once, so long for each kind; false when not. */
    public boolean haveLooked(Duration max) {
        return reconcilers.haveLooked(max) && agents.haveLooked(max) && proxies.haveLooked(max);
    }

    /** Ends the loops; servers go on running. */
    @Override
    public void close() {
        sweep.close();
        tokenUsers.close();
        lags.close();
        caretaker.close();
        archivist.close();
        keeper.close();
        agents.close();
        reconcilers.close();
        proxies.close();
    }

    /** Removes what has outlived its retention; to be called now and then. */
    public void prune(Instant now) {
        events.prune(now);
        for (Instances.Instance instance : instances.everywhere()) pruneLogs(instance, now);
    }

    /** Of all its nodes. */
    private void pruneLogs(Instances.Instance instance, Instant now) {
        DbInstance asked = instance.asked();
        int port = instance.port();
        Instant before = now.minus(configured.logsKept(instance.region(), asked));
        for (Node node : groups.all(instance.region(), asked, port)) node.pruneLogs(before);
    }

    /** Of an instance's primary; of a member of a cluster those of its own server. */
    private List<Path> logFiles(Call call, String identifier) {
        Instances.Instance instance = named(call.region(), identifier);
        DbInstance asked = instance.asked();
        int port = instance.port();
        Group group = groups.of(call.region(), asked);
        String node =
                asked.cluster()
                        .flatMap(cluster -> cluster.nodeOf(identifier.toLowerCase(Locale.ROOT)))
                        .orElse(group.topology().primary());
        return group.spots().containsKey(node)
                ? groups.node(asked, group, node, port).logFiles()
                : List.of();
    }

    /** An instance, or the cluster of a member. */
    private Instances.Instance named(String region, String identifier) {
        String name = identifier.toLowerCase(Locale.ROOT);
        return instances
                .named(region, name)
                .or(() -> instances.clusterWithMember(region, name))
                .orElseThrow(() ->
                        new AwsException(
                                "DBInstanceNotFound", "DBInstance " + identifier + " not found."));
    }

    private int allocatedGib(String region, String identifier) {
        return named(region, identifier).asked().settings().storage().allocatedGib();
    }

    /**
     * An instance, a cluster or a proxy is in the subnet or has the security group, or is to be so.
     *
     * @param id of either
     */
    public boolean usesNetwork(String region, String id) {
        return proxies.proxies().usesNetwork(region, id)
                || !Using.of(
                                instances.all(region),
                                s ->
                                        s.access().securityGroups().contains(id)
                                                || subnets.covers(
                                                        region, s.access().subnetGroup(), id))
                        .isEmpty();
    }
}
