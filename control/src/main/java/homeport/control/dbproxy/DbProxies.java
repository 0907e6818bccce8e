package homeport.control.dbproxy;

import homeport.aws.Service;
import homeport.control.event.Events;
import homeport.control.group.Groups;
import homeport.control.instance.Addresses;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances;
import homeport.control.instance.Passwords;
import homeport.control.name.TagHolder;
import homeport.control.subnet.Network;
import homeport.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;

/** DB proxies as a whole: their actions, and the loops that make what is asked for so. */
public final class DbProxies implements AutoCloseable {
    private final Proxies proxies;
    private final ProxyRuntime runtime;
    private final TargetRows targets;
    private final DbProxyService service;
    private final ProxyReconcilers reconcilers;

    /** What proxies share with instances. */
    public record Beside(
            Store store,
            Instances instances,
            Groups groups,
            Addresses addresses,
            Events events,
            Network network,
            Passwords.Sealer sealer,
            InstantSource clock) {}

    /**
     * @param vpcs region and instance to the VPC that it is in
     * @param strict answer as AWS also where Homeport accepts more
     */
    public DbProxies(
            Beside beside,
            ProxyRuntime runtime,
            BiFunction<String, DbInstance, String> vpcs,
            boolean strict) {
        this.proxies = new Proxies(beside.store());
        this.runtime = runtime;
        this.targets = new TargetRows(beside.instances(), beside.groups(), runtime);
        this.service =
                new DbProxyService(
                        beside.store(),
                        proxies,
                        beside.instances(),
                        beside.groups(),
                        beside.addresses(),
                        beside.network(),
                        beside.sealer(),
                        runtime,
                        vpcs,
                        strict);
        this.reconcilers =
                new ProxyReconcilers(
                        new ProxySite(
                                beside.store(),
                                proxies,
                                beside.instances(),
                                beside.groups(),
                                beside.addresses(),
                                beside.events(),
                                runtime,
                                new ProxyPasswords(beside.sealer()),
                                beside.clock()));
    }

    public void register(Service rds) {
        service.register(rds);
    }

    public List<TagHolder> tags() {
        return service.tags();
    }

    /** For status reports. */
    public Proxies proxies() {
        return proxies;
    }

    /** For status reports. */
    public TargetRows targets() {
        return targets;
    }

    /** For status reports. */
    public ProxyRuntime runtime() {
        return runtime;
    }

    public void start() {
        reconcilers.start();
    }

    /** Waits until every proxy has been looked at once; false when that is not so in time. */
    public boolean haveLooked(Duration max) {
        return reconcilers.haveLooked(max);
    }

    /** Ends the loops; what is served goes on until its runtime is closed. */
    @Override
    public void close() {
        reconcilers.close();
    }
}
