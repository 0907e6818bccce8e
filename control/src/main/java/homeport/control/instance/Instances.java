package homeport.control.instance;

import homeport.control.name.Arn;
import homeport.control.record.Held;
import homeport.control.record.Records;
import homeport.store.Op;
import homeport.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The records of instances and clusters: what should be under {@code instance}, what is under
 * {@code observed}, both by resource id, and {@code instance-name} and {@code cluster-name} from
 * each identifier, present or pending, to the resource id, which keeps identifiers unique. The
 * names of a cluster's members lead to the cluster.
 */
public final class Instances {
    private final Records<DbInstance> asked;
    private final Records<Observed> observed;
    private final Records<Name> names;
    private final Records<Name> clusterNames;

    public Instances(Store store) {
        this.asked = new Records<>(store, "instance", DbInstance.class);
        this.observed = new Records<>(store, "observed", Observed.class);
        this.names = new Records<>(store, "instance-name", Name.class);
        this.clusterNames = new Records<>(store, "cluster-name", Name.class);
    }

    /** Who has an identifier. */
    record Name(String resourceId) {}

    /** One instance or cluster with both its records. */
    public record Instance(String region, Held<DbInstance> held, Observed seen) {
        public DbInstance asked() {
            return held.value();
        }

        public Arn arn() {
            return Instances.arn(region, asked());
        }

        /** Where its servers listen now; one that is being changed counts from the restart on. */
        public int port() {
            return seen.applied().orElse(asked().settings()).access().port();
        }

        /** It is a read replica, also while it is being promoted. */
        public boolean replicates() {
            return asked().replicaOf().isPresent() || seen.replication().isPresent();
        }

        /** As it is when the change is committed. */
        public Instance with(DbInstance changed) {
            return new Instance(region, new Held<>(held.key(), changed, held.revision()), seen);
        }
    }

    public static Arn arn(String region, DbInstance asked) {
        String kind = asked.clustered() ? "cluster" : "db";
        return new Arn(region, asked.account(), kind, asked.identifier());
    }

    /** Of a member of a cluster. */
    public static Arn arn(String region, DbInstance cluster, Cluster.Member member) {
        return new Arn(region, cluster.account(), "db", member.identifier());
    }

    public Optional<Instance> named(String region, String identifier) {
        return owner(region, identifier)
                .flatMap(id -> byResourceId(region, id))
                .filter(instance -> !instance.asked().clustered())
                .filter(instance -> instance.asked().identifier().equals(identifier));
    }

    public Optional<Instance> clusterNamed(String region, String identifier) {
        return clusterOwner(region, identifier)
                .flatMap(id -> byResourceId(region, id))
                .filter(cluster -> cluster.asked().identifier().equals(identifier));
    }

    /** The cluster that has a member of this name. */
    public Optional<Instance> clusterWithMember(String region, String identifier) {
        return owner(region, identifier)
                .flatMap(id -> byResourceId(region, id))
                .filter(instance -> instance.asked().clustered());
    }

    /** The resource id of the cluster that has the identifier or is to have it. */
    public Optional<String> clusterOwner(String region, String identifier) {
        return clusterNames.find(region, identifier).map(name -> name.value().resourceId());
    }

    /** The resource id that has the identifier or is to have it from its next window on. */
    public Optional<String> owner(String region, String identifier) {
        return names.find(region, identifier).map(name -> name.value().resourceId());
    }

    /** An instance is being made by a restore to a point in time of this one. */
    public boolean areRestoredFrom(String resourceId) {
        return everywhere().stream()
                .filter(made -> made.seen().created().isEmpty())
                .filter(made -> made.asked().deletion().isEmpty())
                .flatMap(made -> made.asked().origin().rewind().stream())
                .anyMatch(from -> from.resourceId().equals(resourceId));
    }

    /** How many instances the region has, members of clusters among them. */
    public int count(String region) {
        return asked.list(region).stream()
                .mapToInt(held -> held.value().cluster().map(c -> c.members().size()).orElse(1))
                .sum();
    }

    public Optional<Instance> byResourceId(String region, String resourceId) {
        return asked.find(region, resourceId).map(held -> instance(region, held));
    }

    /**
     * Instances of one region that are no members of clusters, in the order of their identifiers.
     */
    public List<Instance> list(String region) {
        return all(region).stream().filter(i -> !i.asked().clustered()).toList();
    }

    /** Clusters of one region, in the order of their identifiers. */
    public List<Instance> clusters(String region) {
        return all(region).stream().filter(i -> i.asked().clustered()).toList();
    }

    /** Instances and clusters of one region, in the order of their identifiers. */
    public List<Instance> all(String region) {
        Map<String, Observed> seen = new HashMap<>();
        for (Held<Observed> held : observed.list(region)) seen.put(idOf(held.key()), held.value());
        return asked.list(region).stream()
                .map(held ->
                        new Instance(
                                region,
                                held,
                                seen.getOrDefault(idOf(held.key()), Observed.of(held.value()))))
                .sorted(Comparator.comparing(instance -> instance.asked().identifier()))
                .toList();
    }

    /** The records of every region, for whoever starts the reconcilers. */
    public List<Instance> everywhere() {
        return asked.listEverywhere().stream()
                .map(held -> instance(regionOf(held.key()), held))
                .toList();
    }

    public List<Op> create(String region, DbInstance instance) {
        List<Op> ops = new ArrayList<>();
        ops.add(asked.create(region, instance.resourceId(), instance));
        for (Reserved name : namesOf(instance)) ops.add(name.create(region, instance.resourceId()));
        return ops;
    }

    public Op replace(Instance instance, DbInstance with) {
        return asked.replace(instance.held(), with);
    }

    /** Fails the commit when the instance was changed meanwhile. */
    public Op check(Instance instance) {
        return asked.check(instance.held());
    }

    /**
     * As {@link #replace}, and the names of the one, present and pending, become those of the other
     * in the same commit, which fails when a name is somebody else's.
     */
    public List<Op> rename(Instance instance, DbInstance with) {
        List<Reserved> had = namesOf(instance.asked());
        List<Reserved> has = namesOf(with);
        List<Op> ops = new ArrayList<>();
        ops.add(asked.replace(instance.held(), with));
        for (Reserved name : had) if (!has.contains(name)) ops.add(name.free(instance.region()));
        for (Reserved name : has)
            if (!had.contains(name)) ops.add(name.create(instance.region(), with.resourceId()));
        return ops;
    }

    /** An identifier among those of its kind. */
    private record Reserved(Records<Name> kind, String name) {
        Op create(String region, String resourceId) {
            return kind.create(region, name, new Name(resourceId));
        }

        Op free(String region) {
            return Op.delete(kind.key(region, name));
        }
    }

    private List<Reserved> namesOf(DbInstance asked) {
        Records<Name> own = asked.clustered() ? clusterNames : names;
        Stream<Reserved> members =
                asked.cluster().stream()
                        .flatMap(cluster -> cluster.members().values().stream())
                        .map(member -> new Reserved(names, member.identifier()));
        return Stream.concat(
                        Stream.concat(Stream.of(asked.identifier()), asked.pendingName().stream())
                                .map(name -> new Reserved(own, name)),
                        members)
                .distinct()
                .toList();
    }

    public Op observe(String region, String resourceId, Observed seen) {
        return observed.put(region, resourceId, seen);
    }

    public List<Op> remove(Instance instance) {
        String region = instance.region();
        List<Op> ops = new ArrayList<>();
        ops.add(asked.delete(instance.held()));
        ops.add(Op.delete(observed.key(region, instance.asked().resourceId())));
        for (Reserved name : namesOf(instance.asked())) ops.add(name.free(region));
        return ops;
    }

    private Instance instance(String region, Held<DbInstance> held) {
        Observed seen =
                observed.find(region, held.value().resourceId())
                        .map(Held::value)
                        .orElseGet(() -> Observed.of(held.value()));
        return new Instance(region, held, seen);
    }

    private static String idOf(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    private static String regionOf(String key) {
        return key.split("/", 4)[2];
    }
}
