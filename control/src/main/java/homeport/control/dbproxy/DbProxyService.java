package homeport.control.dbproxy;

import homeport.aws.Service;
import homeport.control.dbproxy.Proxies.Proxy;
import homeport.control.instance.Addresses;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Failovers;
import homeport.control.instance.Instances;
import homeport.control.instance.Passwords;
import homeport.control.name.Arn;
import homeport.control.name.TagHolder;
import homeport.control.record.Commits;
import homeport.control.record.Held;
import homeport.control.subnet.Network;
import homeport.control.tag.RecordTags;
import homeport.store.Store;
import java.util.List;
import java.util.function.BiFunction;

/** The actions on DB proxies, their endpoints, their target groups and targets. */
public final class DbProxyService {
    private final ProxyParts parts;

    /**
     * @param vpcs region and instance to the VPC that it is in
     */
    public DbProxyService(
            Store store,
            Proxies proxies,
            Instances instances,
            Failovers failovers,
            Addresses addresses,
            Network network,
            Passwords.Sealer sealer,
            ProxyRuntime runtime,
            BiFunction<String, DbInstance, String> vpcs,
            boolean strict) {
        this.parts =
                new ProxyParts(
                        proxies,
                        instances,
                        failovers,
                        addresses,
                        runtime,
                        new ProxyRules(network, strict),
                        new ProxyPasswords(sealer),
                        new ProxyIds(),
                        new Commits(store),
                        vpcs,
                        strict);
    }

    public void register(Service rds) {
        new ProxyActions(parts).register(rds);
        new EndpointActions(parts).register(rds);
        new TargetActions(parts).register(rds);
    }

    public List<TagHolder> tags() {
        return List.of(
                new RecordTags<>(
                        "db-proxy",
                        parts.proxies().records(),
                        parts.commits(),
                        this::proxy,
                        DbProxy::tags,
                        DbProxy::with),
                new RecordTags<>(
                        "target-group",
                        parts.proxies().records(),
                        parts.commits(),
                        this::ofGroup,
                        proxy -> proxy.group().tags(),
                        (proxy, tags) -> proxy.with(proxy.group().with(tags))),
                new RecordTags<>(
                        "db-proxy-endpoint",
                        parts.proxies().endpointRecords(),
                        parts.commits(),
                        this::endpoint,
                        ProxyEndpoint::tags,
                        ProxyEndpoint::with));
    }

    private Held<DbProxy> proxy(Arn arn) {
        return parts.proxies()
                .byId(arn.region(), arn.id())
                .map(Proxy::held)
                .orElseThrow(() -> ProxyParts.notFound(arn.id()));
    }

    private Held<DbProxy> ofGroup(Arn arn) {
        return parts.proxies().list(arn.region()).stream()
                .map(Proxy::held)
                .filter(held -> held.value().group().resourceId().equals(arn.id()))
                .findFirst()
                .orElseThrow(() -> ProxyParts.groupNotFound(arn.id()));
    }

    private Held<ProxyEndpoint> endpoint(Arn arn) {
        return parts.proxies()
                .endpoint(arn.region(), arn.id())
                .orElseThrow(() -> ProxyParts.endpointNotFound(arn.id()));
    }
}
