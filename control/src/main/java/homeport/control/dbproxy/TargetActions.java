package homeport.control.dbproxy;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.dbproxy.Proxies.Proxy;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances.Instance;
import homeport.control.name.Filters;
import homeport.control.plan.InstanceStatus;
import homeport.control.record.Commits.Attempt;
import homeport.control.record.Held;
import homeport.control.record.Paging;
import homeport.store.Op;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.rds.model.DBProxyTarget;
import software.amazon.awssdk.services.rds.model.DeregisterDbProxyTargetsRequest;
import software.amazon.awssdk.services.rds.model.DeregisterDbProxyTargetsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyTargetGroupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyTargetGroupsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyTargetsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyTargetsResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbProxyTargetGroupRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbProxyTargetGroupResponse;
import software.amazon.awssdk.services.rds.model.RegisterDbProxyTargetsRequest;
import software.amazon.awssdk.services.rds.model.RegisterDbProxyTargetsResponse;

/**
 * The actions on the one target group of each proxy and on the one database in it. A target may be
 * registered while its proxy or itself is still being made.
 */
final class TargetActions {
    /** Source: seen on AWS, in the message that refuses the others. */
    private static final Set<InstanceStatus> REGISTERS =
            EnumSet.of(
                    InstanceStatus.AVAILABLE,
                    InstanceStatus.MODIFYING,
                    InstanceStatus.BACKING_UP,
                    InstanceStatus.CREATING);

    private static final String NEEDS =
            "is in an unsupported state - %s, needs to be in [AVAILABLE, MODIFYING, BACKING_UP, CREATING]";

    private final ProxyParts parts;
    private final Proxies proxies;
    private final TargetRows rows;
    private final PoolRules pools;

    TargetActions(ProxyParts parts) {
        this.parts = parts;
        this.proxies = parts.proxies();
        this.rows = new TargetRows(parts.instances(), parts.failovers(), parts.runtime());
        this.pools = new PoolRules(parts.strict());
    }

    void register(Service rds) {
        rds.on("RegisterDBProxyTargets", RegisterDbProxyTargetsRequest::builder, this::add)
                .on(
                        "DeregisterDBProxyTargets",
                        DeregisterDbProxyTargetsRequest::builder,
                        this::remove)
                .on("DescribeDBProxyTargets", DescribeDbProxyTargetsRequest::builder, this::targets)
                .on(
                        "DescribeDBProxyTargetGroups",
                        DescribeDbProxyTargetGroupsRequest::builder,
                        this::groups)
                .on(
                        "ModifyDBProxyTargetGroup",
                        ModifyDbProxyTargetGroupRequest::builder,
                        this::modify);
    }

    private RegisterDbProxyTargetsResponse add(Call call, RegisterDbProxyTargetsRequest r) {
        Named named = named(r.dbInstanceIdentifiers(), r.dbClusterIdentifiers());
        Proxy with =
                parts.commits()
                        .run(() -> {
                            Proxy proxy = parts.standing(call, r.dbProxyName());
                            ProxyParts.checkGroup(r.targetGroupName());
                            Instance target = named.find(call);
                            check(proxy, target);
                            String id = target.asked().resourceId();
                            DbProxy changed =
                                    proxy.asked()
                                            .with(
                                                    Optional.of(
                                                            new DbProxy.Target(
                                                                    id,
                                                                    target.asked().clustered())));
                            List<Op> ops = new ArrayList<>(proxies.replace(proxy, changed));
                            ops.add(parts.instances().check(target));
                            ops.add(user(call.region(), id));
                            return new Attempt<>(ops, proxy.with(changed));
                        });
        return RegisterDbProxyTargetsResponse.builder().dbProxyTargets(rows.of(with)).build();
    }

    /** The database user, wanted once more. */
    private Op user(String region, String targetId) {
        Optional<Held<ProxyUser>> has = proxies.user(region, targetId);
        return has.map(held -> proxies.userRecords().replace(held, held.value().wantedAgain()))
                .orElseGet(() ->
                        proxies.userRecords()
                                .create(region, targetId, parts.passwords().make(targetId)));
    }

    private void check(Proxy proxy, Instance target) {
        DbInstance asked = target.asked();
        String its = (asked.clustered() ? "DB Cluster " : "DB Instance ") + asked.identifier();
        String code = asked.clustered() ? "InvalidDBClusterStateFault" : "InvalidDBInstanceState";
        if (proxy.asked().target().isPresent())
            throw new AwsException(
                    "DBProxyTargetAlreadyRegisteredFault",
                    proxy.asked().targets(asked.resourceId())
                            ? "%s is already registered with DB proxy %s."
                                    .formatted(its, proxy.asked().name())
                            : "DB proxy %s has a target already; it can have one."
                                    .formatted(proxy.asked().name()));
        InstanceStatus status = InstanceStatus.of(asked, target.seen());
        if (!REGISTERS.contains(status))
            throw new AwsException(
                    code, its + " " + NEEDS.formatted(ProxyParts.shout(status.word())));
        boolean replica = asked.replicaOf().isPresent() || target.seen().replication().isPresent();
        if (replica)
            throw new AwsException(
                    code, its + " is a read replica, and a proxy needs one that takes writes.");
        checkNetwork(proxy, target, its);
        checkReaders(proxy, asked);
    }

    private void checkNetwork(Proxy proxy, Instance target, String its) {
        String vpc = parts.vpcs().apply(target.region(), target.asked());
        if (!vpc.equals(proxy.asked().network().vpcId()))
            throw AwsException.invalidCombination(
                    "%s is in %s and DB proxy %s is in %s; they must be in the same VPC."
                            .formatted(
                                    its,
                                    vpc,
                                    proxy.asked().name(),
                                    proxy.asked().network().vpcId()));
    }

    private void checkReaders(Proxy proxy, DbInstance target) {
        if (target.clustered()) return;
        proxies.endpoints(proxy.region(), proxy.asked().resourceId()).stream()
                .map(Held::value)
                .filter(endpoint -> endpoint.role() == TargetRole.READ_ONLY)
                .findFirst()
                .ifPresent(endpoint -> {
                    throw AwsException.invalidCombination(
                            "The READ_ONLY endpoint %s of DB proxy %s needs a Multi-AZ DB cluster."
                                    .formatted(endpoint.name(), proxy.asked().name()));
                });
    }

    /** One database, by its name. */
    private Named named(List<String> instances, List<String> clusters) {
        if (instances.size() + clusters.size() != 1)
            throw AwsException.invalidCombination(
                    "A proxy has one target: name one DB instance or one DB cluster, not %d."
                            .formatted(instances.size() + clusters.size()));
        return clusters.isEmpty()
                ? new Named(instances.getFirst(), false)
                : new Named(clusters.getFirst(), true);
    }

    private final class Named {
        private final String given;
        private final boolean cluster;

        Named(String given, boolean cluster) {
            this.given = given;
            this.cluster = cluster;
        }

        private String name() {
            return given.toLowerCase(Locale.ROOT);
        }

        Instance find(Call call) {
            String region = call.region();
            if (cluster)
                return parts.instances()
                        .clusterNamed(region, name())
                        .orElseThrow(() ->
                                new AwsException(
                                        "DBClusterNotFoundFault",
                                        "DBCluster " + given + " not found."));
            Optional<Instance> of = parts.instances().clusterWithMember(region, name());
            if (of.isPresent())
                throw new AwsException(
                        "InvalidDBInstanceState",
                        "DB Instance %s is a member of DB Cluster %s; register the cluster."
                                .formatted(given, of.get().asked().identifier()));
            return parts.instances()
                    .named(region, name())
                    .orElseThrow(() ->
                            new AwsException(
                                    "DBInstanceNotFound", "DBInstance " + given + " not found."));
        }

        boolean is(Instance target) {
            return target.asked().clustered() == cluster
                    && target.asked().identifier().equals(name());
        }
    }

    private DeregisterDbProxyTargetsResponse remove(Call call, DeregisterDbProxyTargetsRequest r) {
        Named named = named(r.dbInstanceIdentifiers(), r.dbClusterIdentifiers());
        return parts.commits()
                .run(() -> {
                    Proxy proxy = parts.standing(call, r.dbProxyName());
                    ProxyParts.checkGroup(r.targetGroupName());
                    TargetRows.target(parts.instances(), proxy)
                            .filter(named::is)
                            .orElseThrow(() -> notThere(proxy, named.given));
                    return new Attempt<>(
                            proxies.replace(proxy, proxy.asked().with(Optional.empty())),
                            DeregisterDbProxyTargetsResponse.builder().build());
                });
    }

    private static AwsException notThere(Proxy proxy, String name) {
        return new AwsException(
                "DBProxyTargetNotFoundFault",
                "%s is not a target of DB proxy %s.".formatted(name, proxy.asked().name()));
    }

    private DescribeDbProxyTargetsResponse targets(Call call, DescribeDbProxyTargetsRequest r) {
        Filters.of(r.filters(), Map.of());
        Proxy proxy = parts.named(call, r.dbProxyName());
        ProxyParts.checkGroup(r.targetGroupName());
        Paging<DBProxyTarget> page =
                Paging.of(rows.of(proxy), r.maxRecords(), r.marker(), TargetActions::order);
        return DescribeDbProxyTargetsResponse.builder()
                .targets(page.rows())
                .marker(page.markerOrNull())
                .build();
    }

    /** The cluster first. */
    private static String order(DBProxyTarget row) {
        return (row.role() == null ? "0" : "1") + row.rdsResourceId();
    }

    private DescribeDbProxyTargetGroupsResponse groups(
            Call call, DescribeDbProxyTargetGroupsRequest r) {
        Filters.of(r.filters(), Map.of());
        Proxy proxy = parts.named(call, r.dbProxyName());
        ProxyParts.checkGroup(r.targetGroupName());
        var page =
                Paging.of(
                        List.of(ProxyView.group(proxy)),
                        r.maxRecords(),
                        r.marker(),
                        group -> group.targetGroupName());
        return DescribeDbProxyTargetGroupsResponse.builder()
                .targetGroups(page.rows())
                .marker(page.markerOrNull())
                .build();
    }

    private ModifyDbProxyTargetGroupResponse modify(Call call, ModifyDbProxyTargetGroupRequest r) {
        if (r.newName() != null && !r.newName().equalsIgnoreCase(DbProxy.Group.NAME))
            throw AwsException.invalidValue("The target group default can't be renamed.");
        Proxy with =
                parts.commits()
                        .run(() -> {
                            Proxy proxy = parts.standing(call, r.dbProxyName());
                            ProxyParts.checkGroup(r.targetGroupName());
                            DbProxy.Group was = proxy.asked().group();
                            PoolConfig pool = pools.changed(was.pool(), r.connectionPoolConfig());
                            DbProxy changed = proxy.asked().with(was.with(pool, call.now()));
                            return new Attempt<>(
                                    proxies.replace(proxy, changed), proxy.with(changed));
                        });
        return ModifyDbProxyTargetGroupResponse.builder()
                .dbProxyTargetGroup(ProxyView.group(with))
                .build();
    }
}
