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
 * The records of instances: what should be under {@code instance}, what is under {@code observed},
 * both by resource id, and {@code instance-name} from each identifier, present or pending, to the
 * resource id, which keeps identifiers unique.
 */
public final class Instances {
    private final Records<DbInstance> asked;
    private final Records<Observed> observed;
    private final Records<Name> names;

    public Instances(Store store) {
        this.asked = new Records<>(store, "instance", DbInstance.class);
        this.observed = new Records<>(store, "observed", Observed.class);
        this.names = new Records<>(store, "instance-name", Name.class);
    }

    /** Who has an identifier. */
    record Name(String resourceId) {}

    /** One instance with both its records. */
    public record Instance(String region, Held<DbInstance> held, Observed seen) {
        public DbInstance asked() {
            return held.value();
        }

        public Arn arn() {
            return Instances.arn(region, asked());
        }
    }

    Records<DbInstance> asked() {
        return asked;
    }

    public static Arn arn(String region, DbInstance asked) {
        return new Arn(region, asked.account(), "db", asked.identifier());
    }

    public Optional<Instance> named(String region, String identifier) {
        return owner(region, identifier)
                .flatMap(id -> byResourceId(region, id))
                .filter(instance -> instance.asked().identifier().equals(identifier));
    }

    /** The resource id that has the identifier or is to have it from its next window on. */
    public Optional<String> owner(String region, String identifier) {
        return names.find(region, identifier).map(name -> name.value().resourceId());
    }

    /** How many instances the region has. */
    public int count(String region) {
        return asked.count(region);
    }

    public Optional<Instance> byResourceId(String region, String resourceId) {
        return asked.find(region, resourceId).map(held -> instance(region, held));
    }

    /** Of one region, in the order of their identifiers. */
    public List<Instance> list(String region) {
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
        return List.of(
                asked.create(region, instance.resourceId(), instance),
                names.create(region, instance.identifier(), new Name(instance.resourceId())));
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
        List<String> had = namesOf(instance.asked());
        List<String> has = namesOf(with);
        List<Op> ops = new ArrayList<>();
        ops.add(asked.replace(instance.held(), with));
        for (String name : had)
            if (!has.contains(name)) ops.add(Op.delete(names.key(instance.region(), name)));
        for (String name : has)
            if (!had.contains(name))
                ops.add(names.create(instance.region(), name, new Name(with.resourceId())));
        return ops;
    }

    private static List<String> namesOf(DbInstance asked) {
        return Stream.concat(Stream.of(asked.identifier()), asked.pendingName().stream())
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
        for (String name : namesOf(instance.asked())) ops.add(Op.delete(names.key(region, name)));
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
