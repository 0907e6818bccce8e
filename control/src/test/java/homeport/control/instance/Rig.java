package homeport.control.instance;

import homeport.aws.Service;
import homeport.control.cluster.ClusterService;
import homeport.control.event.Events;
import homeport.control.group.Groups;
import homeport.control.instance.Instances.Instance;
import homeport.control.replica.ReplicaService;
import homeport.control.snapshot.ClusterSnapshotService;
import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.SnapshotKind;
import homeport.control.snapshot.SnapshotService;
import homeport.control.snapshot.Snapshots;
import homeport.control.testkit.Calls;
import homeport.control.testkit.DescribedEngines;
import homeport.control.testkit.Examples;
import homeport.control.testkit.FixedSurroundings;
import homeport.control.testkit.MemorySecrets;
import homeport.store.MemoryStore;
import homeport.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceResponse;

/**
 * The actions on instances and snapshots over a store in memory; reconcilers are played by hand.
 */
final class Rig {
    static final String PASSWORD = "correct-horse-battery";

    final MemoryStore store = new MemoryStore();
    final Instances instances = new Instances(store);
    final Snapshots snapshots = new Snapshots(store, Path.of("/nowhere"));
    final Groups groups = new Groups(store, new DescribedEngines(), Path.of("/nowhere"));
    final MemorySecrets secrets = new MemorySecrets();
    final Passwords passwords = new Passwords(new Turned());
    final Service rds = new Service("rds");
    final KnownRestorable restorable = new KnownRestorable();

    Rig(boolean strict) {
        InstanceService api =
                new InstanceService(
                        store,
                        instances,
                        snapshots,
                        new Addresses(store, 7),
                        new Events(store),
                        new FixedSurroundings(),
                        passwords,
                        secrets,
                        groups,
                        restorable,
                        strict);
        api.register(rds);
        new ClusterService(api).register(rds);
        new ReplicaService(api).register(rds);
        new ClusterSnapshotService(store, snapshots, instances, groups, new FixedSurroundings())
                .register(rds);
        new SnapshotService(store, snapshots, instances).register(rds);
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

    static CreateDbInstanceRequest.Builder request(String identifier) {
        return CreateDbInstanceRequest.builder()
                .dbInstanceIdentifier(identifier)
                .dbInstanceClass("db.m6g.large")
                .engine("postgres")
                .engineVersion("16.3")
                .allocatedStorage(100)
                .masterUsername("master")
                .masterUserPassword(PASSWORD)
                .preferredBackupWindow("03:00-04:00")
                .preferredMaintenanceWindow("Sun:04:00-Sun:05:00");
    }

    DBInstance create(CreateDbInstanceRequest.Builder request) {
        return Calls.call(rds, "CreateDBInstance", request.build(), CreateDbInstanceResponse.class)
                .dbInstance();
    }

    /** Created and, as by its reconciler, made to serve. */
    DBInstance serving(CreateDbInstanceRequest.Builder request) {
        String identifier = create(request).dbInstanceIdentifier();
        settle(identifier);
        return describe(identifier);
    }

    /** All that is asked for is done. */
    void settle(String identifier) {
        DbInstance asked = asked(identifier);
        see(identifier, Examples.serving(asked));
    }

    void see(String identifier, Observed seen) {
        String id = asked(identifier).resourceId();
        store.commit(List.of(instances.observe(Calls.REGION, id, seen)));
    }

    DBInstance modify(ModifyDbInstanceRequest.Builder request) {
        return Calls.call(rds, "ModifyDBInstance", request.build(), ModifyDbInstanceResponse.class)
                .dbInstance();
    }

    DBInstance describe(String identifier) {
        return list(DescribeDbInstancesRequest.builder().dbInstanceIdentifier(identifier))
                .dbInstances()
                .getFirst();
    }

    DescribeDbInstancesResponse list(DescribeDbInstancesRequest.Builder request) {
        return Calls.call(
                rds, "DescribeDBInstances", request.build(), DescribeDbInstancesResponse.class);
    }

    Optional<Instance> instance(String identifier) {
        return instances.named(Calls.REGION, identifier);
    }

    DbInstance asked(String identifier) {
        return instance(identifier).orElseThrow().asked();
    }

    /** A manual snapshot whose data is there. */
    void taken(String name) {
        var held = snapshots.find(SnapshotKind.INSTANCE, Calls.REGION, name).orElseThrow();
        DbSnapshot taken = held.value().takenAt(Calls.NOW, 1, Optional.empty());
        store.commit(List.of(snapshots.replace(held, taken)));
    }

    /** Everything in the store, as text. */
    String everything() {
        return store.list("/").entries().stream()
                .map(entry -> entry.key() + new String(entry.value(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("\n"));
    }

    List<String> keys() {
        return store.list("/").entries().stream().map(Store.Entry::key).toList();
    }
}
