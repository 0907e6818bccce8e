package homeport.control.cluster;

import homeport.aws.Service;
import homeport.control.archive.Archives;
import homeport.control.archive.WalArchive;
import homeport.control.backup.Backups;
import homeport.control.event.Events;
import homeport.control.failover.Topology;
import homeport.control.group.Group;
import homeport.control.group.Groups;
import homeport.control.instance.Addresses;
import homeport.control.instance.DbInstance;
import homeport.control.instance.InstanceService;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Observed;
import homeport.control.instance.Passwords;
import homeport.control.record.Records;
import homeport.control.replica.ReplicaService;
import homeport.control.snapshot.SnapshotService;
import homeport.control.snapshot.Snapshots;
import homeport.control.tag.Tagging;
import homeport.control.testkit.Calls;
import homeport.control.testkit.DescribedEngines;
import homeport.control.testkit.Examples;
import homeport.control.testkit.FixedSurroundings;
import homeport.control.testkit.MemorySecrets;
import homeport.engine.PackKeys;
import homeport.store.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.rds.model.CreateDbClusterRequest;
import software.amazon.awssdk.services.rds.model.CreateDbClusterResponse;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DescribeDbClustersRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClustersResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesResponse;

/** The actions on clusters over a store in memory; reconcilers and agents are played by hand. */
final class ClusterRig {
    static final String PASSWORD = "correct-horse-battery";

    final MemoryStore store = new MemoryStore();
    final Instances instances = new Instances(store);
    final Snapshots snapshots = new Snapshots(store, Path.of("/nowhere"));
    final MemorySecrets secrets = new MemorySecrets();
    final Service rds = new Service("rds");

    private final Records<Group> groups = new Records<>(store, "group", Group.class);

    ClusterRig(boolean strict) {
        InstanceService api =
                new InstanceService(
                        store,
                        instances,
                        snapshots,
                        new Addresses(store, 7),
                        new Events(store),
                        new FixedSurroundings(),
                        new Passwords(new Plain()),
                        secrets,
                        new Groups(store, new DescribedEngines(), Path.of("/nowhere")),
                        new Backups(
                                store,
                                instances,
                                snapshots,
                                new Archives(
                                        store,
                                        snapshots,
                                        new WalArchive(
                                                Path.of("/nowhere/archive"), PackKeys.NONE))),
                        strict);
        api.register(rds);
        ClusterService clusters = new ClusterService(api);
        clusters.register(rds);
        new ReplicaService(api).register(rds);
        new SnapshotService(store, snapshots, instances).register(rds);
        new Tagging(List.of(api.tags(), clusters.tags())).register(rds);
    }

    private static final class Plain implements Passwords.Sealer {
        @Override
        public byte[] seal(byte[] plain, String context) {
            return plain;
        }

        @Override
        public byte[] unseal(byte[] sealed, String context) {
            return sealed;
        }
    }

    static CreateDbClusterRequest.Builder request(String identifier) {
        return CreateDbClusterRequest.builder()
                .dbClusterIdentifier(identifier)
                .engine("postgres")
                .engineVersion("16.3")
                .dbClusterInstanceClass("db.m6gd.large")
                .allocatedStorage(100)
                .storageType("io1")
                .iops(1000)
                .masterUsername("master")
                .masterUserPassword(PASSWORD)
                .preferredBackupWindow("03:00-04:00")
                .preferredMaintenanceWindow("Sun:04:00-Sun:05:00");
    }

    DBCluster create(CreateDbClusterRequest.Builder request) {
        return Calls.call(rds, "CreateDBCluster", request.build(), CreateDbClusterResponse.class)
                .dbCluster();
    }

    /** Created and, as by its reconciler and its agent, made to serve: n1 writes. */
    DBCluster serving(CreateDbClusterRequest.Builder request) {
        String identifier = create(request).dbClusterIdentifier();
        led(identifier, Set.of("n2", "n3"));
        settle(identifier);
        return describe(identifier);
    }

    /** All that is asked of it is done. */
    void settle(String identifier) {
        DbInstance asked = asked(identifier);
        see(
                identifier,
                Examples.serving(asked)
                        .placed(
                                new Observed.Placement(
                                        asked.place().zone(), Optional.of("us-east-1b"))));
    }

    void see(String identifier, Observed seen) {
        store.commit(
                List.of(instances.observe(Calls.REGION, asked(identifier).resourceId(), seen)));
    }

    /** Its group: three nodes, of which n1 writes and commits wait for some. */
    void led(String identifier, Set<String> synced) {
        group(
                identifier,
                new Topology(
                        1,
                        "n1",
                        Set.of("n1", "n2", "n3"),
                        synced,
                        Map.of("n1", 1L, "n2", 1L, "n3", 1L)),
                Map.of());
    }

    void group(String identifier, Topology topology, Map<String, Long> restarted) {
        Map<String, Group.Spot> spots = new HashMap<>();
        for (int n = 1; n <= 3; n++)
            spots.put(
                    "n" + n,
                    new Group.Spot(Calls.REGION + (char) ('a' + n - 1), "127.%d.7.9".formatted(n)));
        Group group = new Group(topology, spots, 3, true, 0, 0, Optional.empty(), restarted, 1);
        store.commit(List.of(groups.put(Calls.REGION, asked(identifier).resourceId(), group)));
    }

    Instance cluster(String identifier) {
        return instances.clusterNamed(Calls.REGION, identifier).orElseThrow();
    }

    DbInstance asked(String identifier) {
        return cluster(identifier).asked();
    }

    DBCluster describe(String identifier) {
        return list(DescribeDbClustersRequest.builder().dbClusterIdentifier(identifier))
                .dbClusters()
                .getFirst();
    }

    DescribeDbClustersResponse list(DescribeDbClustersRequest.Builder request) {
        return Calls.call(
                rds, "DescribeDBClusters", request.build(), DescribeDbClustersResponse.class);
    }

    DBInstance member(String identifier) {
        var r = DescribeDbInstancesRequest.builder().dbInstanceIdentifier(identifier).build();
        return Calls.call(rds, "DescribeDBInstances", r, DescribeDbInstancesResponse.class)
                .dbInstances()
                .getFirst();
    }

    /** Everything in the store, as text. */
    String everything() {
        return store.list("/").entries().stream()
                .map(entry -> entry.key() + new String(entry.value(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("\n"));
    }
}
