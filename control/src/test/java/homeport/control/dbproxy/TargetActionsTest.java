package homeport.control.dbproxy;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.dbproxy.ProxyRuntime.Health;
import homeport.control.failover.Topology;
import homeport.control.group.Group;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Observed;
import homeport.control.record.Records;
import homeport.control.testkit.Calls;
import homeport.control.testkit.Examples;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.rds.model.DBProxyTarget;
import software.amazon.awssdk.services.rds.model.DBProxyTargetGroup;
import software.amazon.awssdk.services.rds.model.DeleteDbProxyEndpointRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbProxyEndpointResponse;
import software.amazon.awssdk.services.rds.model.DeregisterDbProxyTargetsRequest;
import software.amazon.awssdk.services.rds.model.DeregisterDbProxyTargetsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyEndpointsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyEndpointsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyTargetsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyTargetsResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbProxyEndpointRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbProxyEndpointResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbProxyTargetGroupRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbProxyTargetGroupResponse;
import software.amazon.awssdk.services.rds.model.RegisterDbProxyTargetsRequest;
import software.amazon.awssdk.services.rds.model.RegisterDbProxyTargetsResponse;

/** Source: RDS API reference, RegisterDBProxyTargets, CreateDBProxyEndpoint and around. */
class TargetActionsTest {
    private final ProxyRig rig = new ProxyRig(false);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void anInstanceIsOneTarget() {
        rig.create(ProxyRig.request("web"));
        DBProxyTarget reply = rig.registerInstance("web", "ORDERS").getFirst(); // not yet available
        assertThat(reply.rdsResourceId()).isEqualTo("orders");
        assertThat(reply.typeAsString()).isEqualTo("RDS_INSTANCE");
        assertThat(reply.targetHealth().stateAsString()).isEqualTo("REGISTERING");
        assertThat(reply.roleAsString()).isEqualTo("UNKNOWN");
        assertThat(reply.port()).isEqualTo(5432);
        assertThat(reply.endpoint()).isEqualTo("127.1.7.1");
        assertThat(reply.targetArn()).isEqualTo(Calls.arn("db", "orders"));
        assertThat(reply.trackedClusterId()).isNull();
        ProxyRig.await("it is served", () -> !rig.runtime.plans.isEmpty());
        rig.runtime.say("db-ORDERS", Health.PENDING);
        assertThat(rig.targets("web").getFirst().targetHealth().reasonAsString())
                .isEqualTo("PENDING_PROXY_CAPACITY");
        assertThat(rig.targets("web").getFirst().roleAsString()).isEqualTo("UNKNOWN");
        rig.runtime.say("db-ORDERS", Health.AVAILABLE);
        DBProxyTarget is = rig.targets("web").getFirst();
        assertThat(is.targetHealth().stateAsString()).isEqualTo("AVAILABLE");
        assertThat(is.targetHealth().description()).isNull();
        assertThat(is.roleAsString()).isEqualTo("READ_WRITE");
    }

    @Test
    void aClusterIsItselfAndEachOfItsMembers() {
        rig.made("web");
        rig.registerCluster("web", "sales");
        for (int n = 1; n <= 3; n++) rig.runtime.say("db-SALES" + n, Health.AVAILABLE);
        List<DBProxyTarget> rows = rig.targets("web");
        assertThat(rows.stream().map(row -> row.typeAsString() + " " + row.rdsResourceId()))
                .containsExactly(
                        "TRACKED_CLUSTER sales",
                        "RDS_INSTANCE sales-instance-1",
                        "RDS_INSTANCE sales-instance-2",
                        "RDS_INSTANCE sales-instance-3");
        assertThat(rows.getFirst().port()).isZero();
        assertThat(rows.getFirst().endpoint()).isNull();
        assertThat(rows).allMatch(row -> row.trackedClusterId().equals("sales"));
        assertThat(rows.stream().skip(1).map(DBProxyTarget::roleAsString))
                .containsExactly("READ_WRITE", "READ_ONLY", "READ_ONLY");
        assertThat(rows.get(2).endpoint()).isEqualTo("127.2.7.41");
    }

    @Test
    void rolesAndNamesFollowWhatBecomesOfTheTarget() {
        rig.made("web");
        rig.registerCluster("web", "sales");
        for (int n = 1; n <= 3; n++) rig.runtime.say("db-SALES" + n, Health.AVAILABLE);
        Group led =
                Group.first(ProxyRig.cluster())
                        .with("n2", new Group.Spot("us-east-1b", "127.2.7.40"))
                        .with("n3", new Group.Spot("us-east-1c", "127.3.7.40"))
                        .with(
                                Topology.single("n1")
                                        .withMembers(Set.of("n1", "n2", "n3"))
                                        .led("n2", 2, Set.of("n1"), Set.of("n1")));
        Records<Group> groups = new Records<>(rig.store, "group", Group.class);
        rig.store.commit(List.of(groups.create(Calls.REGION, "cluster-SALES", led)));
        assertThat(rig.targets("web").stream().skip(1).map(DBProxyTarget::roleAsString))
                .containsExactly("READ_ONLY", "READ_WRITE", "READ_ONLY");
        ProxyRig.await(
                "the plan has the servers of all",
                () ->
                        rig.runtime
                                .planOf("web")
                                .target()
                                .filter(target ->
                                        target.members().stream()
                                                .allMatch(member -> member.sockets().size() == 1))
                                .isPresent());

        rig.made("more");
        rig.registerInstance("more", "orders");
        Instance orders = rig.instances.named(Calls.REGION, "orders").orElseThrow();
        DbInstance shop = renamed(orders.asked(), "shop", "db-ORDERS", DbInstance.Power.ON);
        rig.store.commit(rig.instances.rename(orders, shop)).orElseThrow();
        assertThat(rig.targets("more").getFirst().rdsResourceId()).isEqualTo("shop");
        ProxyRig.await(
                "the plan has its name",
                () ->
                        rig.runtime
                                .planOf("more")
                                .target()
                                .filter(target -> target.name().equals("shop"))
                                .isPresent());
    }

    @Test
    void thePlanHasTheTargetItsServersAndItsUser() {
        rig.made("web");
        rig.registerInstance("web", "orders");
        ProxyRig.await(
                "the user is made",
                () ->
                        rig.runtime
                                .planOf("web")
                                .target()
                                .flatMap(ProxyPlan.Target::password)
                                .isPresent());
        ProxyPlan.Target target = rig.runtime.planOf("web").target().orElseThrow();
        assertThat(target.id()).isEqualTo("db-ORDERS");
        assertThat(target.database()).isEqualTo("postgres");
        assertThat(target.members()).hasSize(1);
        assertThat(target.members().getFirst().sockets().getFirst().toString())
                .isEqualTo("/nowhere/db-ORDERS/run/.s.PGSQL.5432");
        assertThat(target.members().getFirst().connectionsMax()).isEqualTo(100);
        String password = target.password().orElseThrow().text();
        assertThat(rig.engines.signIns()).containsEntry("rdsproxyadmin", password);
        assertThat(target.toString()).doesNotContain(password);
        assertThat(
                        rig.store.list("/").entries().stream()
                                .map(entry ->
                                        new String(
                                                entry.value(),
                                                java.nio.charset.StandardCharsets.UTF_8)))
                .noneMatch(text -> text.contains(password));
    }

    @Test
    void theUserIsDroppedWithTheLastProxyThatNeedsIt() {
        rig.made("web");
        rig.made("more");
        rig.registerInstance("web", "orders");
        rig.registerInstance("more", "orders");
        ProxyRig.await("the user is made", () -> !rig.engines.signIns().isEmpty());
        deregister("web", "orders");
        assertThat(rig.targets("web")).isEmpty();
        assertThat(rig.engines.signIns()).isNotEmpty();
        deregister("more", "orders");
        ProxyRig.await("the user is dropped", () -> rig.engines.signIns().isEmpty());
        ProxyRig.await(
                "its record is gone",
                () -> rig.keys().stream().noneMatch(key -> key.contains("/proxy-user/")));
        rig.registerInstance("web", "orders");
        ProxyRig.await("the user is made anew", () -> !rig.engines.signIns().isEmpty());
    }

    private void deregister(String proxy, String instance) {
        rig.call(
                "DeregisterDBProxyTargets",
                DeregisterDbProxyTargetsRequest.builder()
                        .dbProxyName(proxy)
                        .dbInstanceIdentifiers(instance)
                        .build(),
                DeregisterDbProxyTargetsResponse.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    instance nobody           | DBInstanceNotFound: DBInstance nobody not found.
                    cluster nobody            | DBClusterNotFoundFault: DBCluster nobody not found.
                    cluster orders            | DBClusterNotFoundFault: DBCluster orders not found.
                    instance sales-instance-2 | InvalidDBInstanceState: DB Instance sales-instance-2 is a member of DB Cluster sales; register the cluster.
                    instance elsewhere        | InvalidParameterCombination: DB Instance elsewhere is in vpc-2 and DB proxy web is in vpc-1; they must be in the same VPC.
                    instance copy             | InvalidDBInstanceState: DB Instance copy is a read replica, and a proxy needs one that takes writes.
                    instance resting          | InvalidDBInstanceState: DB Instance resting is in an unsupported state - STOPPED, needs to be in [AVAILABLE, MODIFYING, BACKING_UP, CREATING]
                    instance unborn           | ok
                    """)
    void refuses(String named, String expected) {
        rig.made("web");
        rig.add(Examples.instance("elsewhere", "db-ELSEWHERE"));
        DbInstance copy = Examples.replica(new DbInstance.ReplicaOf(Calls.REGION, "db-ORDERS"));
        rig.add(renamed(copy, "copy", "db-COPY", DbInstance.Power.ON));
        DbInstance resting =
                renamed(
                        Examples.orders(),
                        "resting",
                        "db-RESTING",
                        new DbInstance.Power(Optional.of(Calls.NOW)));
        rig.add(resting);
        observe(resting, Examples.serving(resting).running(Optional.empty()));
        DbInstance unborn = Examples.instance("unborn", "db-UNBORN");
        rig.add(unborn);
        observe(unborn, Observed.of(unborn));
        String[] words = named.split(" ");
        assertThat(outcome(words[0], words[1])).isEqualTo(expected);
    }

    private void observe(DbInstance asked, Observed seen) {
        rig.store.commit(List.of(rig.instances.observe(Calls.REGION, asked.resourceId(), seen)));
    }

    private String outcome(String kind, String name) {
        try {
            if (kind.equals("cluster")) rig.registerCluster("web", name);
            else rig.registerInstance("web", name);
            return "ok";
        } catch (homeport.aws.AwsException refused) {
            return refused.code() + ": " + refused.getMessage();
        }
    }

    private static DbInstance renamed(
            DbInstance from, String name, String id, DbInstance.Power power) {
        return new DbInstance(
                name,
                id,
                from.account(),
                from.requested(),
                from.origin(),
                from.place(),
                from.cluster(),
                from.replicaOf(),
                from.settings(),
                from.pending(),
                from.pendingName(),
                from.password(),
                power,
                from.reboots(),
                from.deletion(),
                from.tags());
    }

    @Test
    void aProxyHasOneTarget() {
        rig.made("web");
        rig.registerInstance("web", "orders");
        assertThat(Calls.error(() -> rig.registerInstance("web", "orders")))
                .isEqualTo(
                        "DBProxyTargetAlreadyRegisteredFault: DB Instance orders is already registered with DB proxy web.");
        assertThat(Calls.error(() -> rig.registerCluster("web", "sales")))
                .isEqualTo(
                        "DBProxyTargetAlreadyRegisteredFault: DB proxy web has a target already; it can have one.");
        RegisterDbProxyTargetsRequest none =
                RegisterDbProxyTargetsRequest.builder().dbProxyName("web").build();
        assertThat(
                        Calls.error(() ->
                                rig.call(
                                        "RegisterDBProxyTargets",
                                        none,
                                        RegisterDbProxyTargetsResponse.class)))
                .isEqualTo(
                        "InvalidParameterCombination: A proxy has one target: name one DB instance or one DB cluster, not 0.");
        assertThat(Calls.error(() -> deregister("web", "sales")))
                .isEqualTo("DBProxyTargetNotFoundFault: sales is not a target of DB proxy web.");
    }

    @Test
    void theGroupIsCalledDefault() {
        rig.made("web");
        DescribeDbProxyTargetsRequest other =
                DescribeDbProxyTargetsRequest.builder()
                        .dbProxyName("web")
                        .targetGroupName("other")
                        .build();
        assertThat(
                        Calls.error(() ->
                                rig.call(
                                        "DescribeDBProxyTargets",
                                        other,
                                        DescribeDbProxyTargetsResponse.class)))
                .isEqualTo("DBProxyTargetGroupNotFoundFault: DBProxyTargetGroup other not found.");
        assertThat(Calls.error(() -> modifyGroup(r -> r.newName("other"))))
                .isEqualTo("InvalidParameterValue: The target group default can't be renamed.");
        DBProxyTargetGroup group =
                modifyGroup(r ->
                        r.connectionPoolConfig(
                                c -> c.maxConnectionsPercent(90).initQuery("SET x = 1")));
        assertThat(group.isDefault()).isTrue();
        assertThat(group.status()).isEqualTo("available");
        assertThat(group.connectionPoolConfig().maxIdleConnectionsPercent()).isEqualTo(45);
        assertThat(group.connectionPoolConfig().initQuery()).isEqualTo("SET x = 1");
        assertThat(group.targetGroupArn())
                .matches("arn:aws:rds:us-east-1:000000000000:target-group:prx-tg-[0-9a-f]{17}");
        ProxyRig.await(
                "the plan has it",
                () -> rig.runtime.planOf("web").pool().maxConnectionsPercent() == 90);
    }

    private DBProxyTargetGroup modifyGroup(
            java.util.function.Consumer<ModifyDbProxyTargetGroupRequest.Builder> change) {
        ModifyDbProxyTargetGroupRequest.Builder request =
                ModifyDbProxyTargetGroupRequest.builder()
                        .dbProxyName("web")
                        .targetGroupName("default");
        change.accept(request);
        return rig.call(
                        "ModifyDBProxyTargetGroup",
                        request.build(),
                        ModifyDbProxyTargetGroupResponse.class)
                .dbProxyTargetGroup();
    }

    @ParameterizedTest
    @CsvSource({
        "orders,0214 RDS detected deletion of DB instance orders and automatically removed it from target group default of DB proxy web.",
        "sales,0215 RDS detected deletion of DB cluster sales and automatically removed it from target group default of DB proxy web."
    })
    void aTargetThatIsGoneLeavesByItself(String target, String event) {
        rig.made("web");
        if (target.equals("sales")) rig.registerCluster("web", target);
        else rig.registerInstance("web", target);
        ProxyRig.await(
                "it is seen",
                () -> rig.all.proxies().list(Calls.REGION).getFirst().seen().target().isPresent());
        rig.removeInstance(target);
        ProxyRig.await("it is told", () -> rig.told().contains(event));
        assertThat(rig.targets("web")).isEmpty();
        ProxyRig.await(
                "its user's record is gone",
                () -> rig.keys().stream().noneMatch(key -> key.contains("/proxy-user/")));
        ProxyRig.await(
                "the plan is without it", () -> rig.runtime.planOf("web").target().isEmpty());
    }

    @Test
    void endpointsComeAndGo() {
        rig.made("web");
        rig.registerCluster("web", "sales");
        var made = rig.createEndpoint("web", "Readers", "READ_ONLY");
        assertThat(made.dbProxyEndpointName()).isEqualTo("readers");
        assertThat(made.statusAsString()).isEqualTo("creating");
        assertThat(made.isDefault()).isFalse();
        assertThat(made.targetRoleAsString()).isEqualTo("READ_ONLY");
        assertThat(made.endpoint()).startsWith("127.2.7.");
        assertThat(made.dbProxyEndpointArn())
                .matches(
                        "arn:aws:rds:us-east-1:000000000000:db-proxy-endpoint:prx-endpoint-[0-9a-f]{17}");
        ProxyRig.await("available", () -> endpointStatus("readers").equals("available"));
        assertThat(Calls.error(() -> rig.createEndpoint("web", "readers", "READ_WRITE")))
                .isEqualTo(
                        "DBProxyEndpointAlreadyExistsFault: DBProxyEndpoint readers already exists.");
        rig.call(
                "ModifyDBProxyEndpoint",
                ModifyDbProxyEndpointRequest.builder()
                        .dbProxyEndpointName("readers")
                        .newDBProxyEndpointName("ro")
                        .vpcSecurityGroupIds("sg-2")
                        .build(),
                ModifyDbProxyEndpointResponse.class);
        ProxyRig.await("available", () -> endpointStatus("ro").equals("available"));
        assertThat(rig.runtime.planOf("web").endpoints().get(1).host())
                .startsWith("ro.endpoint.proxy-c");
        rig.call(
                "DeleteDBProxyEndpoint",
                DeleteDbProxyEndpointRequest.builder().dbProxyEndpointName("ro").build(),
                DeleteDbProxyEndpointResponse.class);
        ProxyRig.await("gone", () -> endpoints().dbProxyEndpoints().isEmpty());
        assertThat(rig.runtime.planOf("web").endpoints()).hasSize(1);
        assertThat(rig.told())
                .contains(
                        "0206 RDS created endpoint readers for DB proxy web.",
                        "0207 RDS modified endpoint ro of DB proxy web.",
                        "0208 RDS deleted endpoint ro for DB proxy web.");
        assertThat(Calls.error(() -> endpointStatus("ro")))
                .isEqualTo("DBProxyEndpointNotFoundFault: DBProxyEndpoint ro not found.");
    }

    private DescribeDbProxyEndpointsResponse endpoints() {
        return rig.call(
                "DescribeDBProxyEndpoints",
                DescribeDbProxyEndpointsRequest.builder().dbProxyName("web").build(),
                DescribeDbProxyEndpointsResponse.class);
    }

    private String endpointStatus(String name) {
        return rig.call(
                        "DescribeDBProxyEndpoints",
                        DescribeDbProxyEndpointsRequest.builder().dbProxyEndpointName(name).build(),
                        DescribeDbProxyEndpointsResponse.class)
                .dbProxyEndpoints()
                .getFirst()
                .statusAsString();
    }

    /** Source: RDS user guide, "Quotas and limitations for RDS Proxy". */
    @Test
    void thereAreTwentyEndpointsBesideTheDefaultOne() {
        rig.made("web");
        for (int i = 0; i < 20; i++) rig.createEndpoint("web", "e" + i, "READ_WRITE");
        assertThat(Calls.error(() -> rig.createEndpoint("web", "e20", "READ_WRITE")))
                .isEqualTo(
                        "DBProxyEndpointQuotaExceededFault: DB proxy web has 20 endpoints beside its default one, allowed 20.");
    }

    /** Source: RDS user guide, "RDS Proxy endpoints": readers are a Multi-AZ DB cluster's. */
    @Test
    void readersAreOfClusters() {
        rig.made("web");
        rig.registerInstance("web", "orders");
        assertThat(Calls.error(() -> rig.createEndpoint("web", "ro", "READ_ONLY")))
                .isEqualTo(
                        "InvalidParameterCombination: A READ_ONLY endpoint needs a Multi-AZ DB cluster; the target of DB proxy web is a DB instance.");
        rig.made("more");
        rig.createEndpoint("more", "ro", "READ_ONLY");
        assertThat(Calls.error(() -> rig.registerInstance("more", "orders")))
                .isEqualTo(
                        "InvalidParameterCombination: The READ_ONLY endpoint ro of DB proxy more needs a Multi-AZ DB cluster.");
    }
}
