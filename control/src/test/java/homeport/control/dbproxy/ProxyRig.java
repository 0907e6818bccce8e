package homeport.control.dbproxy;

import homeport.aws.Service;
import homeport.control.event.Event;
import homeport.control.event.EventDescriptions;
import homeport.control.event.Events;
import homeport.control.group.Groups;
import homeport.control.instance.Addresses;
import homeport.control.instance.Cluster;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances;
import homeport.control.instance.Passwords;
import homeport.control.record.Held;
import homeport.control.record.Records;
import homeport.control.subnet.Network;
import homeport.control.tag.Tagging;
import homeport.control.testkit.Calls;
import homeport.control.testkit.Examples;
import homeport.control.testkit.PlacedEngines;
import homeport.store.MemoryStore;
import homeport.store.Op;
import homeport.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.rds.model.CreateDbProxyEndpointRequest;
import software.amazon.awssdk.services.rds.model.CreateDbProxyEndpointResponse;
import software.amazon.awssdk.services.rds.model.CreateDbProxyRequest;
import software.amazon.awssdk.services.rds.model.CreateDbProxyResponse;
import software.amazon.awssdk.services.rds.model.DBProxy;
import software.amazon.awssdk.services.rds.model.DBProxyEndpoint;
import software.amazon.awssdk.services.rds.model.DBProxyTarget;
import software.amazon.awssdk.services.rds.model.DescribeDbProxiesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbProxiesResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyTargetsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyTargetsResponse;
import software.amazon.awssdk.services.rds.model.RegisterDbProxyTargetsRequest;
import software.amazon.awssdk.services.rds.model.RegisterDbProxyTargetsResponse;
import software.amazon.awssdk.services.rds.model.UserAuthConfig;

/**
 * The actions on proxies over a store in memory, with their loops running and a runtime that the
 * test plays. An instance {@code orders} and a cluster {@code sales} serve.
 */
final class ProxyRig implements AutoCloseable {
    static final String SECRET =
            "arn:aws:secretsmanager:us-east-1:000000000000:secret:orders-AbCdEf";
    static final String ROLE = "arn:aws:iam::123456789012:role/rds-proxy-role";

    final MemoryStore store = new MemoryStore();
    final Instances instances = new Instances(store);
    final PlacedEngines engines = new PlacedEngines();
    final Groups groups = new Groups(store, engines, Path.of("/nowhere"));
    final PlayedRuntime runtime = new PlayedRuntime();
    final Service rds = new Service("rds");
    final DbProxies all;

    ProxyRig(boolean strict) {
        Events events = new Events(store);
        all =
                new DbProxies(
                        new DbProxies.Beside(
                                store,
                                instances,
                                groups,
                                new Addresses(store, 7),
                                events,
                                new ThreeSubnets(),
                                new Turned(),
                                () -> Calls.NOW),
                        runtime,
                        (region, asked) ->
                                asked.identifier().equals("elsewhere") ? "vpc-2" : "vpc-1",
                        strict);
        all.register(rds);
        new Tagging(all.tags()).register(rds);
        new EventDescriptions(events).register(rds);
        add(Examples.orders());
        add(cluster());
        all.start();
    }

    /** Sealing that is none, but what is sealed cannot be read with the eye. */
    private static final class Turned implements Passwords.Sealer {
        @Override
        public byte[] seal(byte[] plain, String context) {
            byte[] sealed = plain.clone();
            for (int i = 0; i < sealed.length; i++) sealed[i] ^= (byte) 0x5a;
            return sealed;
        }

        @Override
        public byte[] unseal(byte[] sealed, String context) {
            return seal(sealed, context);
        }
    }

    /** One VPC with a subnet in each of three zones and two groups, and another VPC. */
    private static final class ThreeSubnets implements Network {
        @Override
        public Optional<Subnet> subnet(String region, String id) {
            return switch (id) {
                case "subnet-a", "subnet-b", "subnet-c" ->
                        Optional.of(
                                new Subnet(
                                        id,
                                        "vpc-1",
                                        region + id.charAt(id.length() - 1),
                                        "10.0.0.0/20"));
                case "subnet-a2" ->
                        Optional.of(new Subnet(id, "vpc-1", region + "a", "10.0.16.0/20"));
                case "subnet-x" ->
                        Optional.of(new Subnet(id, "vpc-2", region + "b", "10.1.0.0/20"));
                default -> Optional.empty();
            };
        }

        @Override
        public List<Subnet> defaultSubnets(String region) {
            return List.of();
        }

        @Override
        public String defaultSecurityGroup(String region, String vpcId) {
            return "sg-default";
        }

        @Override
        public Optional<String> securityGroupVpc(String region, String groupId) {
            return switch (groupId) {
                case "sg-1", "sg-2", "sg-default" -> Optional.of("vpc-1");
                case "sg-x" -> Optional.of("vpc-2");
                default -> Optional.empty();
            };
        }
    }

    /** Made and serving. */
    void add(DbInstance instance) {
        List<Op> ops = new ArrayList<>(instances.create(Calls.REGION, instance));
        ops.add(instances.observe(Calls.REGION, instance.resourceId(), Examples.serving(instance)));
        store.commit(ops).orElseThrow();
    }

    static DbInstance cluster() {
        DbInstance orders = Examples.instance("sales", "cluster-SALES");
        Map<String, Cluster.Member> members =
                Map.of("n1", member(1), "n2", member(2), "n3", member(3));
        return orders.with(new Cluster("127.1.7.40", members));
    }

    private static Cluster.Member member(int n) {
        return new Cluster.Member(
                "sales-instance-" + n, "db-SALES" + n, "127." + n + ".7.41", 0, Map.of());
    }

    void removeInstance(String identifier) {
        var instance =
                instances
                        .named(Calls.REGION, identifier)
                        .or(() -> instances.clusterNamed(Calls.REGION, identifier))
                        .orElseThrow();
        store.commit(instances.remove(instance)).orElseThrow();
    }

    static CreateDbProxyRequest.Builder request(String name) {
        return CreateDbProxyRequest.builder()
                .dbProxyName(name)
                .engineFamily("POSTGRESQL")
                .roleArn(ROLE)
                .auth(entry().build())
                .vpcSubnetIds("subnet-a", "subnet-b", "subnet-c");
    }

    static UserAuthConfig.Builder entry() {
        return UserAuthConfig.builder().authScheme("SECRETS").secretArn(SECRET);
    }

    DBProxy create(CreateDbProxyRequest.Builder request) {
        return call("CreateDBProxy", request.build(), CreateDbProxyResponse.class).dbProxy();
    }

    /** Created and available. */
    DBProxy made(String name) {
        create(request(name));
        await(name + " is available", () -> describe(name).statusAsString().equals("available"));
        return describe(name);
    }

    DBProxyEndpoint createEndpoint(String proxy, String name, String role) {
        return call(
                        "CreateDBProxyEndpoint",
                        CreateDbProxyEndpointRequest.builder()
                                .dbProxyName(proxy)
                                .dbProxyEndpointName(name)
                                .vpcSubnetIds("subnet-b", "subnet-c")
                                .targetRole(role)
                                .build(),
                        CreateDbProxyEndpointResponse.class)
                .dbProxyEndpoint();
    }

    List<DBProxyTarget> registerInstance(String proxy, String identifier) {
        return call(
                        "RegisterDBProxyTargets",
                        RegisterDbProxyTargetsRequest.builder()
                                .dbProxyName(proxy)
                                .dbInstanceIdentifiers(identifier)
                                .build(),
                        RegisterDbProxyTargetsResponse.class)
                .dbProxyTargets();
    }

    List<DBProxyTarget> registerCluster(String proxy, String identifier) {
        return call(
                        "RegisterDBProxyTargets",
                        RegisterDbProxyTargetsRequest.builder()
                                .dbProxyName(proxy)
                                .dbClusterIdentifiers(identifier)
                                .build(),
                        RegisterDbProxyTargetsResponse.class)
                .dbProxyTargets();
    }

    DBProxy describe(String name) {
        return call(
                        "DescribeDBProxies",
                        DescribeDbProxiesRequest.builder().dbProxyName(name).build(),
                        DescribeDbProxiesResponse.class)
                .dbProxies()
                .getFirst();
    }

    List<DBProxyTarget> targets(String name) {
        return call(
                        "DescribeDBProxyTargets",
                        DescribeDbProxyTargetsRequest.builder().dbProxyName(name).build(),
                        DescribeDbProxyTargetsResponse.class)
                .targets();
    }

    <O> O call(String action, Object request, Class<O> reply) {
        return Calls.call(rds, action, request, reply);
    }

    <O> O callAt(Instant now, String action, Object request, Class<O> reply) {
        return Calls.call(rds, now, action, request, reply);
    }

    /** Of all proxies, oldest first. */
    List<String> told() {
        return new Records<>(store, "event", Event.class)
                .list(Calls.REGION).stream()
                        .map(Held::value)
                        .map(event -> event.id().substring(10) + " " + event.message())
                        .toList();
    }

    List<String> keys() {
        return store.list("/").entries().stream().map(Store.Entry::key).toList();
    }

    /** At most a minute. */
    static void await(String what, BooleanSupplier holds) {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (!holds.getAsBoolean()) {
            if (Instant.now().isAfter(end))
                throw new AssertionError("not within a minute: " + what);
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() {
        all.close();
    }
}
