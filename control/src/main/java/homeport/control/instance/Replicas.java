package homeport.control.instance;

import homeport.control.instance.DbInstance.ReplicaOf;
import homeport.control.instance.Instances.Instance;
import homeport.control.name.Arn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who replicates whom, in one look at the records of all regions. Instances and clusters are
 * sources and replicas.
 */
public final class Replicas {
    /**
     * Replicas of one that is none itself. Source: RDS user guide, "Working with read replicas for
     * Amazon RDS for PostgreSQL".
     */
    public static final int OF_SOURCE_MAX = 15;

    /** A chain of replicas cannot be longer; one that is has been written by somebody else. */
    private static final int LEVELS_MAX = 100;

    private final Map<ReplicaOf, Instance> all = new HashMap<>();
    private final Map<ReplicaOf, List<Instance>> ofSource = new HashMap<>();

    private Replicas(List<Instance> everywhere) {
        everywhere.stream()
                .sorted(Comparator.comparing(instance -> instance.asked().identifier()))
                .forEach(this::add);
    }

    public static Replicas of(Instances instances) {
        return new Replicas(instances.everywhere());
    }

    private void add(Instance instance) {
        all.put(key(instance), instance);
        instance.asked()
                .replicaOf()
                .ifPresent(source ->
                        ofSource.computeIfAbsent(source, _ -> new ArrayList<>()).add(instance));
    }

    public static ReplicaOf key(Instance instance) {
        return new ReplicaOf(instance.region(), instance.asked().resourceId());
    }

    /** A replica is being made of it, or of a replica of it. */
    public boolean areCopiedFrom(String resourceId) {
        return all.values().stream()
                .filter(made -> made.seen().created().isEmpty())
                .map(Instance::asked)
                .filter(made -> made.deletion().isEmpty())
                .flatMap(made -> Stream.of(source(made), root(made)))
                .flatMap(Optional::stream)
                .anyMatch(from -> from.asked().resourceId().equals(resourceId));
    }

    /** Of a source, in the order of their identifiers. */
    public List<Instance> of(String region, DbInstance source) {
        ReplicaOf key = new ReplicaOf(region, source.resourceId());
        return List.copyOf(ofSource.getOrDefault(key, List.of()));
    }

    /** What those that are instances are called where the source is. */
    public List<String> names(String region, DbInstance source) {
        return names(region, source, false);
    }

    /** What those that are Multi-AZ DB clusters are called there. */
    public List<String> clusterNames(String region, DbInstance source) {
        return names(region, source, true);
    }

    private List<String> names(String region, DbInstance source, boolean clustered) {
        return of(region, source).stream()
                .filter(replica -> replica.asked().clustered() == clustered)
                .map(replica -> shown(region, replica.arn()))
                .toList();
    }

    /** Empty when it is no replica, or its source is gone. */
    public Optional<Instance> source(DbInstance replica) {
        return replica.replicaOf().map(all::get);
    }

    /** 0 of an instance that is no replica, 1 of its replica, and so on. */
    public int level(DbInstance asked) {
        int level = 0;
        Optional<ReplicaOf> source = asked.replicaOf();
        while (source.isPresent() && level < LEVELS_MAX) {
            level++;
            source = Optional.ofNullable(all.get(source.get())).flatMap(i -> i.asked().replicaOf());
        }
        return level;
    }

    /** The instance or cluster that takes the writes which reach a replica; empty: it is gone. */
    public Optional<Instance> root(DbInstance replica) {
        Optional<Instance> at = source(replica);
        for (int level = 0; level < LEVELS_MAX; level++) {
            if (at.isEmpty() || at.get().asked().replicaOf().isEmpty()) return at;
            at = source(at.get().asked());
        }
        return Optional.empty();
    }

    /** Every replica there is. */
    public List<Instance> all() {
        return ofSource.values().stream().flatMap(List::stream).toList();
    }

    /** Every cluster there is. */
    public List<Instance> clusters() {
        return all.values().stream().filter(instance -> instance.asked().clustered()).toList();
    }

    /**
     * What {@code ReadReplicaSourceDBInstanceIdentifier} says: the identifier in the same region,
     * an ARN across regions or when the source is gone.
     */
    public Optional<Arn> sourceName(DbInstance replica, Observed seen) {
        return source(replica)
                .map(Instance::arn)
                .or(() -> seen.replication().flatMap(was -> Arn.tryParse(was.sourceArn())));
    }

    /** As seen from a region: an identifier there, an ARN elsewhere. */
    public static String shown(String region, Arn arn) {
        return arn.region().equals(region) ? arn.id() : arn.toString();
    }
}
