package homeport.control;

import homeport.aws.Service;
import homeport.control.catalog.Certificates;
import homeport.control.catalog.EngineVersions;
import homeport.control.event.Events;
import homeport.control.instance.Addresses;
import homeport.control.instance.DbInstance;
import homeport.control.instance.InstanceService;
import homeport.control.instance.Instances;
import homeport.control.instance.Passwords;
import homeport.control.parameter.ParameterGroups;
import homeport.control.reconcile.Reconcilers;
import homeport.control.reconcile.Site;
import homeport.control.snapshot.SnapshotKeeper;
import homeport.control.snapshot.SnapshotService;
import homeport.control.snapshot.Snapshots;
import homeport.control.tag.Tagging;
import homeport.engine.Authority;
import homeport.engine.Engines;
import homeport.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * The whole RDS service of one data folder: its API actions and the loops that carry them out. Put
 * together here, once; started and closed by the server.
 */
public final class Rds implements AutoCloseable {
    private final Service service = new Service("rds");
    private final Instances instances;
    private final Reconcilers reconcilers;
    private final SnapshotKeeper keeper;

    /**
     * @param data the folder of nodes and snapshots
     * @param site 1 to 254: the slice of loopback that is this data folder's
     * @param defaultPort of endpoints whose creator names none
     * @param hostMemoryBytes what memory-sized settings may plan with at the most
     * @param strict answer as AWS also where Homeport accepts more
     */
    public record Options(
            String account,
            Path data,
            int site,
            int defaultPort,
            long hostMemoryBytes,
            boolean strict) {}

    public Rds(
            Store store,
            Engines engines,
            Authority authority,
            Neighbours neighbours,
            InstantSource clock,
            Options options) {
        Events events = new Events(store);
        instances = new Instances(store);
        Snapshots snapshots = new Snapshots(store, options.data().resolve("snapshots"));
        Addresses addresses = new Addresses(store, options.site());
        Passwords passwords = new Passwords(neighbours.sealer());
        EngineVersions versions = new EngineVersions(engines, authority);
        ParameterGroups parameters = new ParameterGroups(store, engines, events, this::usersOf);
        Certificates certificates = new Certificates(store, authority);
        InstanceService api =
                new InstanceService(
                        store,
                        instances,
                        snapshots,
                        addresses,
                        events,
                        new Found(
                                versions,
                                parameters,
                                certificates,
                                neighbours.network(),
                                authority,
                                options.defaultPort()),
                        passwords,
                        neighbours.secrets(),
                        options.strict());
        SnapshotService snapshotApi = new SnapshotService(store, snapshots, instances);
        api.register(service);
        snapshotApi.register(service);
        parameters.register(service);
        versions.register(service);
        certificates.register(service);
        new Tagging(List.of(api.tags(), snapshotApi.tags(), parameters.tags())).register(service);
        keeper = new SnapshotKeeper(store, snapshots, events, options.account(), clock);
        reconcilers =
                new Reconcilers(
                        new Site(
                                store,
                                instances,
                                snapshots,
                                addresses,
                                events,
                                engines,
                                options.data().resolve("nodes"),
                                new Configured(parameters, options.hostMemoryBytes()),
                                neighbours.doors(),
                                neighbours.secrets(),
                                passwords::unseal,
                                clock));
    }

    /** The actions that work. */
    public Service service() {
        return service;
    }

    /** For status reports. */
    public Instances instances() {
        return instances;
    }

    public void start() {
        reconcilers.start();
        keeper.start();
    }

    /** Ends the loops; servers go on running. */
    @Override
    public void close() {
        keeper.close();
        reconcilers.close();
    }

    private List<String> usersOf(String region, String group) {
        return instances.list(region).stream()
                .map(Instances.Instance::asked)
                .filter(asked -> asked.settings().parameterGroup().equals(group))
                .map(DbInstance::identifier)
                .toList();
    }
}
