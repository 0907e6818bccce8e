package homeport.control.group;

import homeport.control.instance.Addresses;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances.Instance;
import homeport.store.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives members that live nowhere yet a place: an address in a zone where no other member is.
 *
 * @param zones where nodes of an instance may be: those of its subnets
 */
public record Places(Addresses addresses, BiFunction<String, DbInstance, List<String>> zones) {

    /**
     * @param ops what has to be committed with the group
     */
    public record Placed(Group group, List<Op> ops) {}

    /**
     * @throws IllegalStateException there is no other zone
     */
    public Placed of(Instance instance, Group group) {
        Group after = group;
        List<Op> ops = new ArrayList<>();
        for (String name : new TreeSet<>(group.topology().members())) {
            if (after.spots().containsKey(name)) continue;
            String zone = otherZone(instance, after);
            Addresses.Taken taken = addresses.take(zone, 1, instance.asked().resourceId());
            ops.addAll(taken.ops());
            after = after.with(name, new Group.Spot(zone, taken.addresses().getFirst()));
        }
        return new Placed(after, ops);
    }

    private String otherZone(Instance instance, Group group) {
        Set<String> taken =
                group.topology().members().stream()
                        .flatMap(name -> Stream.ofNullable(group.spots().get(name)))
                        .map(Group.Spot::zone)
                        .collect(Collectors.toSet());
        return zones.apply(instance.region(), instance.asked()).stream()
                .filter(zone -> !taken.contains(zone))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "no other Availability Zone than %s for %s"
                                        .formatted(taken, instance.asked().identifier())));
    }
}
