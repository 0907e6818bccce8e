package homeport.server.site;

import homeport.control.dbproxy.DbProxies;
import homeport.control.dbproxy.DbProxy;
import homeport.control.dbproxy.Proxies.Proxy;
import homeport.control.dbproxy.ProxyEndpoint;
import homeport.control.dbproxy.ProxyStatus;
import homeport.control.dbproxy.TargetRole;
import homeport.control.name.HostNames;
import homeport.control.record.Held;
import homeport.server.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.services.rds.model.DBProxyTarget;
import software.amazon.awssdk.services.rds.model.TargetHealth;

/** DB proxies as status reports and the commands tell of them. */
record ProxyRows(DbProxies all) {
    private static final String TRACKED_CLUSTER = "TRACKED_CLUSTER";
    private static final String AVAILABLE = "AVAILABLE";

    /** In the order of their names. */
    List<Status.Proxy> rows() {
        return all.proxies().everywhere().stream()
                .sorted(Comparator.comparing(proxy -> proxy.asked().name()))
                .map(this::row)
                .toList();
    }

    private Status.Proxy row(Proxy proxy) {
        List<DBProxyTarget> targets = all.targets().of(proxy);
        return new Status.Proxy(
                proxy.asked().name(),
                proxy.region(),
                proxy.status().word(),
                targets.isEmpty() ? "" : targets.getFirst().rdsResourceId(),
                endpoints(proxy),
                targets.stream()
                        .filter(target -> !TRACKED_CLUSTER.equals(target.typeAsString()))
                        .map(ProxyRows::target)
                        .toList());
    }

    private List<Status.ProxyEndpoint> endpoints(Proxy proxy) {
        DbProxy asked = proxy.asked();
        HostNames hosts = new HostNames(proxy.region(), asked.account());
        List<Status.ProxyEndpoint> rows = new ArrayList<>();
        rows.add(
                new Status.ProxyEndpoint(
                        DbProxy.Group.NAME,
                        TargetRole.READ_WRITE.name(),
                        asked.address(),
                        DbProxy.PORT,
                        proxy.status().word(),
                        hosts.proxy(asked.name()),
                        problem(proxy, asked.resourceId())));
        for (Held<ProxyEndpoint> held :
                all.proxies().endpoints(proxy.region(), asked.resourceId())) {
            ProxyEndpoint one = held.value();
            rows.add(
                    new Status.ProxyEndpoint(
                            one.name(),
                            one.role().name(),
                            one.address(),
                            DbProxy.PORT,
                            ProxyStatus.of(one, asked, proxy.seen()).word(),
                            hosts.proxyEndpoint(one.name()),
                            problem(proxy, one.resourceId())));
        }
        return rows;
    }

    private static String problem(Proxy proxy, String id) {
        return proxy.seen().troubles().getOrDefault(id, "");
    }

    private static Status.ProxyTarget target(DBProxyTarget target) {
        TargetHealth health = target.targetHealth();
        return new Status.ProxyTarget(
                target.rdsResourceId(),
                target.roleAsString(),
                health.stateAsString(),
                text(health.reasonAsString()),
                text(health.description()));
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    /** Beside those of instances: where a new client gets to, by the health of the targets. */
    static List<Status.Endpoint> endpoints(List<Status.Proxy> proxies) {
        return proxies.stream()
                .flatMap(proxy ->
                        proxy.endpoints().stream().map(endpoint -> endpoint(proxy, endpoint)))
                .toList();
    }

    private static Status.Endpoint endpoint(Status.Proxy proxy, Status.ProxyEndpoint endpoint) {
        boolean isDefault = endpoint.name().equals(DbProxy.Group.NAME);
        List<String> writers = reached(proxy, TargetRole.READ_WRITE.name());
        return new Status.Endpoint(
                isDefault ? proxy.name() : endpoint.name(),
                "proxy",
                endpoint.address(),
                endpoint.port(),
                writers.isEmpty() ? "" : writers.getFirst(),
                reached(proxy, endpoint.role()),
                endpoint.hostName());
    }

    private static List<String> reached(Status.Proxy proxy, String role) {
        return proxy.targets().stream()
                .filter(target -> target.state().equals(AVAILABLE) && target.role().equals(role))
                .map(Status.ProxyTarget::identifier)
                .toList();
    }
}
