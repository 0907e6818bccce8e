package homeport.server.site;

import homeport.aws.Front;
import homeport.aws.Service;
import homeport.cloud.ec2.Ec2;
import homeport.cloud.ec2.Networks;
import homeport.cloud.iam.Iam;
import homeport.cloud.iam.access.Identity;
import homeport.cloud.iam.access.RootKey;
import homeport.cloud.iam.directory.IdentityStore;
import homeport.cloud.secret.ManagedSecrets;
import homeport.cloud.secret.Sealer;
import homeport.cloud.secret.SecretsManager;
import homeport.cloud.sns.delivery.MailSettings;
import homeport.cloud.sts.Sts;
import homeport.control.Neighbours;
import homeport.control.Rds;
import homeport.control.backup.BackupLimits;
import homeport.control.group.Group;
import homeport.control.group.Groups;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Passwords;
import homeport.control.instance.Settings;
import homeport.engine.Account;
import homeport.engine.EngineException;
import homeport.engine.FileAuthority;
import homeport.engine.LocalEngines;
import homeport.engine.Node;
import homeport.proxy.loop.Inheritance;
import homeport.proxy.loop.LoopKind;
import homeport.proxy.pool.PinnedClient;
import homeport.server.PinnedRow;
import homeport.server.ReplicaReading;
import homeport.server.Status;
import homeport.server.fault.Target;
import homeport.server.openmetrics.Family;
import homeport.server.top.LoadReading;
import homeport.server.top.NotShown;
import homeport.store.EmbeddedStore;
import homeport.store.Store;
import homeport.store.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a data folder holds, opened: store, keys, engines, doors and the services over
 * them. The composition root of the product; closed once, newest first.
 */
public final class Databases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Databases.class);
    private static final Duration STOP_MAX = Duration.ofSeconds(60);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Store store;
    private final LocalEngines engines;
    private final Rds rds;
    private final SecretsManager secrets;
    private final ManagedSecrets managed;
    private final ProxyKeeper proxies;
    private final IdentityStore directory;
    private final Identity identity;
    private final Monitoring monitoring;
    private final ToolParts tools;
    private final StackParts stacks;
    private final List<Service> services;
    private final List<Front> fronts;

    /**
     * @param failoverAfter a Multi-AZ primary that gives no sign of life for so long is replaced
     * @param archiveEvery how far {@code LatestRestorableTime} may lie back
     * @param apiUrl where the AWS APIs answer
     * @param enginePath a PostgreSQL installation that is tried first
     * @param shipped the folder of the PostgreSQL versions that come with Homeport
     * @param root the key that may do everything
     * @param mail how notifications leave as mail
     */
    public record Options(
            Path data,
            String account,
            int databasePort,
            Duration failoverAfter,
            BackupLimits backups,
            Duration archiveEvery,
            String apiUrl,
            Optional<Path> enginePath,
            Optional<Path> shipped,
            RootKey root,
            LoopKind proxyIo,
            boolean strict,
            MailSettings mail) {}

    private Databases(Options options, DataPath path) throws IOException {
        InstantSource clock = InstantSource.system();
        Path data = options.data();
        Account account = Account.forEngines();
        account.reach(data.resolve("nodes"));
        EmbeddedStore file = EmbeddedStore.open(data.resolve("store").resolve("homeport.db"));
        keep(file::retire); // sign-ins may go on without us
        store = file;
        Vault vault = Vault.open(data.resolve("store").resolve("key"));
        FileAuthority authority = path.authority;
        engines =
                LocalEngines.open(
                        data.resolve("engines"),
                        options.enginePath(),
                        options.shipped(),
                        authority,
                        account);
        engines.sweep(data);
        String number = options.account();
        Networks networks = new Networks(store, number);
        Sealer sealer = sealer(vault);
        managed = new ManagedSecrets(store, sealer, number, clock);
        ProxySecrets.Reader reader =
                CloudParts.proxySecrets(managed, this::identity, options.strict());
        proxies = path.proxies;
        rds =
                keep(
                        new Rds(
                                store,
                                engines,
                                authority,
                                new Neighbours(
                                        CloudParts.network(networks),
                                        CloudParts.secrets(managed),
                                        passwords(vault),
                                        path.doors,
                                        proxies),
                                clock,
                                rds(options, store)));
        secrets =
                new SecretsManager(
                        store, sealer, number, arn -> CloudParts.rotate(rds, number, arn));
        Service databases = rds.service();
        directory = new IdentityStore(store);
        tools = new ToolParts(data, store, sealer, number);
        identity =
                new Identity(
                        directory,
                        sealer,
                        options.root(),
                        number,
                        new Resources(secrets, rds, number, this::messagePolicy, tools));
        path.plug(identity, reader, networks);
        monitoring = keep(monitoring(options, sealer, path, clock));
        List<Service> others = services(databases, networks, options);
        stacks = keep(stacks(options, sealer, others, clock));
        services = Stream.concat(others.stream(), Stream.of(stacks.service())).toList();
        fronts = List.of(tools.front(identity, clock, number));
    }

    private StackParts stacks(
            Options options, Sealer sealer, List<Service> others, InstantSource clock) {
        return new StackParts(
                options.data(),
                options.account(),
                sealer,
                identity,
                others,
                tools.objects(),
                clock);
    }

    private Monitoring monitoring(
            Options options, Sealer sealer, DataPath path, InstantSource clock) {
        return new Monitoring(
                new Monitoring.Around(
                        options.data(),
                        options.account(),
                        store,
                        rds,
                        path.doors,
                        proxies,
                        path.errors,
                        clock,
                        sealer,
                        path.authority,
                        options.mail(),
                        options.apiUrl(),
                        options.strict()));
    }

    private static Rds.Options rds(Options options, Store store) throws IOException {
        return new Rds.Options(
                options.account(),
                options.data(),
                Slice.of(store),
                options.databasePort(),
                HostMemory.bytes(),
                options.failoverAfter(),
                options.backups(),
                options.archiveEvery(),
                options.apiUrl(),
                options.strict());
    }

    private List<Service> services(Service databases, Networks networks, Options options) {
        String number = options.account();
        Stream<Service> first =
                Stream.of(
                        databases,
                        Ec2.service(networks, rds::usesNetwork),
                        Iam.service(directory, identity, number),
                        Sts.service(directory, identity, options.strict()),
                        secrets.service());
        return Stream.of(first, monitoring.services().stream(), tools.services().stream())
                .flatMap(all -> all)
                .toList();
    }

    private Optional<String> messagePolicy(String arn) {
        return monitoring.messaging().policy(arn);
    }

    /**
     * The API port answers: what is sent from here may name it.
     *
     * @param url of every AWS API
     */
    public void listening(String url) {
        monitoring.messaging().listening(url);
    }

    /** The certificate at that path of the API port, PEM; empty when there is none. */
    public Optional<String> certificate(String path) {
        return monitoring.messaging().certificate(path);
    }

    /** As below, with a path of its own that is closed with it. */
    static Databases open(Options options) throws IOException {
        DataPath path =
                DataPath.open(
                        options.data(),
                        options.proxyIo(),
                        options.strict(),
                        true,
                        Inheritance.none());
        Databases databases = open(options, path);
        databases.opened.addLast(path);
        return databases;
    }

    /**
     * Opens the folder and starts the loops; databases that run are adopted, the others started.
     *
     * @param path carries the clients; closed by the caller
     */
    public static Databases open(Options options, DataPath path) throws IOException {
        Databases databases = new Databases(options, path);
        databases.rds.start();
        databases.monitoring.start();
        databases.stacks.start();
        databases.keep(databases.housekeeping());
        Thread preparing = Thread.startVirtualThread(databases::prepareDefault);
        databases.keep(preparing::join); // a closed folder is written by nobody
        return databases;
    }

    /**
     * The binaries of the default version are ready before somebody asks for the first instance.
     */
    private void prepareDefault() {
        try {
            engines.prepare(engines.versions().getFirst());
        } catch (EngineException | NoSuchElementException later) {
            LOG.warn("the default PostgreSQL is not ready: {}", later.getMessage());
        }
    }

    /** {@link Rds#haveLooked}. */
    public boolean haveLooked(Duration max) {
        return rds.haveLooked(max);
    }

    private Housekeeping housekeeping() {
        return Housekeeping.start(rds, secrets, managed, directory);
    }

    /** The AWS services that work here. */
    public List<Service> services() {
        return services;
    }

    /** Those of them, and others, whose bodies are streams; in the order they are asked. */
    public List<Front> fronts() {
        return fronts;
    }

    /** Who signs, and what they may do. */
    public Identity identity() {
        return identity;
    }

    public List<Status.Database> rows() {
        return rds.instances().everywhere().stream()
                .flatMap(instance ->
                        Rows.of(rds.groups(), rds.lags(), instance).databases().stream())
                .toList();
    }

    public List<Status.Replica> replicas() {
        return new ReplicaRows(rds.instances(), rds.lags()).rows();
    }

    public List<Status.Proxy> proxies() {
        return new ProxyRows(rds.proxies()).rows();
    }

    /** Asks a replica and its source now; empty when there is no such replica. */
    public Optional<ReplicaReading> replica(String name) {
        return new ReplicaRows(rds.instances(), rds.lags()).ask(name);
    }

    /** Who is pinned at a DB proxy, and why; empty when there is no such proxy. */
    public Optional<List<PinnedRow>> pins(String proxy) {
        return proxies.pins(proxy).map(all -> all.stream().map(Databases::pinned).toList());
    }

    private static PinnedRow pinned(PinnedClient client) {
        return new PinnedRow(
                client.client(),
                client.server(),
                client.user(),
                client.database(),
                client.held().toMillis(),
                client.reasons().stream()
                        .map(one ->
                                new PinnedRow.Because(
                                        one.reason(),
                                        one.digest(),
                                        one.digestId(),
                                        one.count(),
                                        one.advice()))
                        .toList());
    }

    /**
     * An instance's load now.
     *
     * @param region empty: the only one with that name
     */
    public LoadReading load(String name, String region) throws NotShown {
        return monitoring.load(name, region);
    }

    /** Everything that is measured. */
    public List<Family> families() {
        return monitoring.families();
    }

    public List<Status.Backup> backups() {
        return BackupRows.of(rds.snapshots());
    }

    /** How many records the store has, by the folder of their keys. */
    public Map<String, Integer> records() {
        Map<String, Integer> counts = new TreeMap<>();
        for (Store.Entry entry : store.list("/").entries()) {
            String key = entry.key();
            counts.merge(key.substring(0, key.lastIndexOf('/') + 1), 1, Integer::sum);
        }
        return counts;
    }

    /** Every node of every database. */
    public List<Target> targets() {
        return rds.instances().everywhere().stream().flatMap(this::targets).toList();
    }

    private Stream<Target> targets(Instance instance) {
        DbInstance asked = instance.asked();
        Group group = rds.groups().of(instance.region(), asked);
        int port = instance.port();
        return group.topology().members().stream()
                .filter(group.spots()::containsKey)
                .sorted()
                .map(name ->
                        new Target(
                                instance.region(),
                                asked.identifier(),
                                asked.cluster().map(c -> c.member(name).identifier()).orElse(name),
                                name.equals(group.topology().primary()),
                                group.spots().get(name).zone(),
                                rds.groups().node(asked, group, name, port).place()));
    }

    public List<Status.Endpoint> endpoints() {
        Stream<Status.Endpoint> ofInstances =
                rds.instances().everywhere().stream()
                        .flatMap(instance ->
                                Rows.of(rds.groups(), rds.lags(), instance).endpoints().stream());
        Stream<Status.Endpoint> ofProxies = ProxyRows.endpoints(proxies()).stream();
        return Stream.concat(ofInstances, ofProxies).toList();
    }

    /**
     * Stops every server below a data folder that no service serves, by what runs there.
     *
     * @return how many were stopped
     */
    public static int stopServersOf(Path data) {
        Path store = data.resolve("store").resolve("homeport.db");
        if (!Files.exists(store)) return 0;
        FileAuthority authority = FileAuthority.open(data.resolve("ca"), Instant.now());
        LocalEngines engines =
                LocalEngines.open(
                        data.resolve("engines"),
                        Optional.empty(),
                        Optional.empty(),
                        authority,
                        Account.forEngines());
        engines.clearTrials(data.resolve(Rds.TRIALS));
        try (Store records = EmbeddedStore.open(store)) {
            Groups groups = new Groups(records, engines, data.resolve("nodes"));
            return stop(new Instances(records).everywhere(), groups);
        }
    }

    /** Of each instance the primary first: its standby then has everything. */
    private static int stop(List<Instance> instances, Groups groups) {
        int stopped = 0;
        for (Instance instance : instances) {
            Settings settings = instance.seen().applied().orElse(instance.asked().settings());
            int port = settings.access().port();
            for (Node node : groups.all(instance.region(), instance.asked(), port)) {
                if (node.running().isEmpty()) continue;
                node.stop(STOP_MAX);
                stopped++;
            }
        }
        return stopped;
    }

    /** Ends the loops, then stops every server of the folder; the next start starts them again. */
    public int stopServers() {
        rds.close();
        return stop(rds.instances().everywhere(), rds.groups());
    }

    private static Sealer sealer(Vault vault) {
        return new Sealer() {
            @Override
            public byte[] seal(byte[] plain, String context) {
                return vault.seal(plain, context);
            }

            @Override
            public byte[] unseal(byte[] sealed, String context) {
                return vault.unseal(sealed, context);
            }
        };
    }

    private static Passwords.Sealer passwords(Vault vault) {
        return new Passwords.Sealer() {
            @Override
            public byte[] seal(byte[] plain, String context) {
                return vault.seal(plain, context);
            }

            @Override
            public byte[] unseal(byte[] sealed, String context) {
                return vault.unseal(sealed, context);
            }
        };
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public void close() {
        for (AutoCloseable resource : opened) {
            try {
                resource.close();
            } catch (Exception failed) {
                LOG.warn("while closing {}", resource, failed);
            }
        }
        opened.clear();
    }
}
