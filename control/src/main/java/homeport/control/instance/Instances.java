package homeport.control.instance;

import homeport.control.name.Arn;
import homeport.control.record.Held;
import homeport.control.record.Records;
import homeport.store.Op;
import homeport.store.Store;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The records of instances: what should be under {@code instance}, what is under {@code observed},
 * both by resource id, and {@code instance-name} from the identifier to the resource id, which
 * keeps identifiers unique.
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
        return names.find(region, identifier)
                .flatMap(name -> byResourceId(region, name.value().resourceId()));
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

    /** The identifier goes from one name to the other; fails to commit when the other is taken. */
    public List<Op> rename(Instance instance, DbInstance with) {
        return List.of(
                asked.replace(instance.held(), with),
                Op.delete(names.key(instance.region(), instance.asked().identifier())),
                names.create(instance.region(), with.identifier(), new Name(with.resourceId())));
    }

    public Op observe(String region, String resourceId, Observed seen) {
        return observed.put(region, resourceId, seen);
    }

    public List<Op> remove(Instance instance) {
        String region = instance.region();
        return List.of(
                asked.delete(instance.held()),
                Op.delete(observed.key(region, instance.asked().resourceId())),
                Op.delete(names.key(region, instance.asked().identifier())));
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
