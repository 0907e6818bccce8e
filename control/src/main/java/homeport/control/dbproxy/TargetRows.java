package homeport.control.dbproxy;

import homeport.control.dbproxy.Proxies.Proxy;
import homeport.control.dbproxy.ProxyRuntime.Health;
import homeport.control.instance.Cluster;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Failovers;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBProxyTarget;
import software.amazon.awssdk.services.rds.model.TargetHealth;

/**
 * The target of a proxy as the API shows it: an instance as one row, a cluster as one for itself
 * and one for each of its instances. Source: RDS API, {@code DBProxyTarget}.
 */
public final class TargetRows {
    private final Instances instances;
    private final Failovers failovers;
    private final ProxyRuntime runtime;

    public TargetRows(Instances instances, Failovers failovers, ProxyRuntime runtime) {
        this.instances = instances;
        this.failovers = failovers;
        this.runtime = runtime;
    }

    /** Empty: none is registered, or it is gone. */
    public List<DBProxyTarget> of(Proxy proxy) {
        return target(instances, proxy).map(target -> rows(proxy, target)).orElse(List.of());
    }

    static Optional<Instance> target(Instances instances, Proxy proxy) {
        return proxy.asked()
                .target()
                .flatMap(target -> instances.byResourceId(proxy.region(), target.resourceId()));
    }

    private List<DBProxyTarget> rows(Proxy proxy, Instance target) {
        Map<String, Health> health = runtime.seen(proxy.asked().resourceId()).targets();
        DbInstance asked = target.asked();
        if (!asked.clustered())
            return List.of(
                    row(target, health, asked.resourceId(), true)
                            .targetArn(target.arn().toString())
                            .endpoint(asked.place().address())
                            .rdsResourceId(asked.identifier())
                            .build());
        List<DBProxyTarget> rows = new ArrayList<>();
        rows.add(
                DBProxyTarget.builder()
                        .targetArn(target.arn().toString())
                        .rdsResourceId(asked.identifier())
                        .trackedClusterId(asked.identifier())
                        .port(0)
                        .type("TRACKED_CLUSTER")
                        .build());
        String writer = failovers.standing(target.region(), asked).writer();
        asked.cluster().orElseThrow().members().entrySet().stream()
                .sorted(Comparator.comparing(member -> member.getValue().identifier()))
                .map(member ->
                        member(target, health, member.getValue(), member.getKey().equals(writer)))
                .forEach(rows::add);
        return rows;
    }

    private static DBProxyTarget member(
            Instance cluster, Map<String, Health> health, Cluster.Member member, boolean writes) {
        return row(cluster, health, member.resourceId(), writes)
                .targetArn(Instances.arn(cluster.region(), cluster.asked(), member).toString())
                .endpoint(member.address())
                .rdsResourceId(member.identifier())
                .trackedClusterId(cluster.asked().identifier())
                .build();
    }

    private static DBProxyTarget.Builder row(
            Instance target, Map<String, Health> known, String id, boolean writes) {
        Health health = known.getOrDefault(id, Health.REGISTERING);
        return DBProxyTarget.builder()
                .port(target.port())
                .type("RDS_INSTANCE")
                .role(role(health, writes))
                .targetHealth(
                        TargetHealth.builder()
                                .state(health.state().name())
                                .reason(health.reason().map(Enum::name).orElse(null))
                                .description(health.description().orElse(null))
                                .build());
    }

    /** Nobody has asked a target yet that is being registered or waits for its proxy. */
    private static String role(Health health, boolean writes) {
        boolean asked =
                health.state() != Health.State.REGISTERING
                        && health.reason()
                                .filter(Health.Reason.PENDING_PROXY_CAPACITY::equals)
                                .isEmpty();
        if (!asked) return "UNKNOWN";
        return (writes ? TargetRole.READ_WRITE : TargetRole.READ_ONLY).name();
    }
}
