package homeport.control.dbproxy;

import homeport.control.name.Arn;
import homeport.control.record.Held;
import homeport.control.record.Records;
import homeport.store.Op;
import homeport.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The records of proxies: what should be under {@code proxy} and {@code proxy-endpoint}, what is
 * under {@code proxy-seen}, all by resource id; {@code proxy-name} and {@code proxy-endpoint-name}
 * keep names unique; {@code proxy-user} has the database user of each target.
 */
public final class Proxies {
    private final Records<DbProxy> asked;
    private final Records<ProxySeen> seen;
    private final Records<ProxyEndpoint> endpoints;
    private final Records<ProxyUser> users;
    private final Records<Name> names;
    private final Records<Name> endpointNames;

    public Proxies(Store store) {
        this.asked = new Records<>(store, "proxy", DbProxy.class);
        this.seen = new Records<>(store, "proxy-seen", ProxySeen.class);
        this.endpoints = new Records<>(store, "proxy-endpoint", ProxyEndpoint.class);
        this.users = new Records<>(store, "proxy-user", ProxyUser.class);
        this.names = new Records<>(store, "proxy-name", Name.class);
        this.endpointNames = new Records<>(store, "proxy-endpoint-name", Name.class);
    }

    /** Who has a name. */
    record Name(String resourceId) {}

    /** One proxy with both its records. */
    public record Proxy(String region, Held<DbProxy> held, ProxySeen seen) {
        public DbProxy asked() {
            return held.value();
        }

        public ProxyStatus status() {
            return ProxyStatus.of(asked(), seen);
        }

        public Arn arn() {
            return new Arn(region, asked().account(), "db-proxy", asked().resourceId());
        }

        Arn groupArn() {
            String id = asked().group().resourceId();
            return new Arn(region, asked().account(), "target-group", id);
        }

        /** As events name it: by its name. Source: RDS user guide, "RDS Proxy events". */
        Arn told() {
            return new Arn(region, asked().account(), "db-proxy", asked().name());
        }

        /** As it is when the change is committed. */
        Proxy with(DbProxy changed) {
            return new Proxy(region, new Held<>(held.key(), changed, held.revision()), seen);
        }
    }

    public Optional<Proxy> byId(String region, String id) {
        return asked.find(region, id).map(held -> proxy(region, held));
    }

    Optional<Proxy> named(String region, String name) {
        return names.find(region, name).flatMap(held -> byId(region, held.value().resourceId()));
    }

    /** Of one region, in the order of their names. */
    public List<Proxy> list(String region) {
        return asked.list(region).stream()
                .map(held -> proxy(region, held))
                .sorted(Comparator.comparing(proxy -> proxy.asked().name()))
                .toList();
    }

    public List<Proxy> everywhere() {
        return asked.listEverywhere().stream()
                .map(held -> proxy(regionOf(held.key()), held))
                .toList();
    }

    int count(String region) {
        return asked.count(region);
    }

    private Proxy proxy(String region, Held<DbProxy> held) {
        ProxySeen is =
                seen.find(region, held.value().resourceId()).map(Held::value).orElse(ProxySeen.NEW);
        return new Proxy(region, held, is);
    }

    /** A proxy is in the subnet, or has the security group. */
    public boolean usesNetwork(String region, String id) {
        return asked.list(region).stream().anyMatch(held -> held.value().network().uses(id))
                || endpoints.list(region).stream()
                        .anyMatch(held -> held.value().network().uses(id));
    }

    /** Some proxy has it in its target group, one that is being deleted too. */
    boolean areTargeted(String region, String targetId) {
        return asked.list(region).stream().anyMatch(held -> held.value().targets(targetId));
    }

    List<Op> create(String region, DbProxy made) {
        return List.of(
                asked.create(region, made.resourceId(), made),
                names.create(region, made.name(), new Name(made.resourceId())));
    }

    /** The name of the one becomes that of the other in the same commit. */
    List<Op> replace(Proxy proxy, DbProxy with) {
        List<Op> ops = new ArrayList<>();
        ops.add(asked.replace(proxy.held(), with));
        if (!with.name().equals(proxy.asked().name())) {
            ops.add(Op.delete(names.key(proxy.region(), proxy.asked().name())));
            ops.add(names.create(proxy.region(), with.name(), new Name(with.resourceId())));
        }
        return ops;
    }

    Op check(Proxy proxy) {
        return asked.check(proxy.held());
    }

    Op observe(Proxy proxy, ProxySeen is) {
        return seen.put(proxy.region(), proxy.asked().resourceId(), is);
    }

    List<Op> remove(Proxy proxy) {
        String region = proxy.region();
        return List.of(
                asked.delete(proxy.held()),
                Op.delete(seen.key(region, proxy.asked().resourceId())),
                Op.delete(names.key(region, proxy.asked().name())));
    }

    Records<DbProxy> records() {
        return asked;
    }

    Optional<Held<ProxyEndpoint>> endpoint(String region, String id) {
        return endpoints.find(region, id);
    }

    Optional<Held<ProxyEndpoint>> endpointNamed(String region, String name) {
        return endpointNames
                .find(region, name)
                .flatMap(held -> endpoints.find(region, held.value().resourceId()));
    }

    /** Beside the default ones; of one region, in the order of their names. */
    List<Held<ProxyEndpoint>> endpoints(String region) {
        return endpoints.list(region).stream()
                .sorted(Comparator.comparing(held -> held.value().name()))
                .toList();
    }

    /** The same of one proxy. */
    public List<Held<ProxyEndpoint>> endpoints(String region, String proxyId) {
        return endpoints(region).stream()
                .filter(held -> held.value().proxyId().equals(proxyId))
                .toList();
    }

    List<Op> create(String region, ProxyEndpoint made) {
        return List.of(
                endpoints.create(region, made.resourceId(), made),
                endpointNames.create(region, made.name(), new Name(made.resourceId())));
    }

    List<Op> replace(String region, Held<ProxyEndpoint> held, ProxyEndpoint with) {
        List<Op> ops = new ArrayList<>();
        ops.add(endpoints.replace(held, with));
        if (!with.name().equals(held.value().name())) {
            ops.add(Op.delete(endpointNames.key(region, held.value().name())));
            ops.add(endpointNames.create(region, with.name(), new Name(with.resourceId())));
        }
        return ops;
    }

    List<Op> remove(String region, Held<ProxyEndpoint> held) {
        return List.of(
                endpoints.delete(held), Op.delete(endpointNames.key(region, held.value().name())));
    }

    Records<ProxyEndpoint> endpointRecords() {
        return endpoints;
    }

    Optional<Held<ProxyUser>> user(String region, String targetId) {
        return users.find(region, targetId);
    }

    List<Held<ProxyUser>> users() {
        return users.listEverywhere();
    }

    Records<ProxyUser> userRecords() {
        return users;
    }

    static String regionOf(String key) {
        return key.split("/", 4)[2];
    }

    static String idOf(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }
}
