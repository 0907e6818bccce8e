package homeport.server.fault;

import homeport.engine.NodePlace;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One node that can be struck.
 *
 * @param instance what it belongs to: a DB instance or a Multi-AZ DB cluster
 * @param node its name; of a cluster its member's identifier
 * @param primary it takes writes
 */
public record Target(
        String region,
        String instance,
        String node,
        boolean primary,
        String zone,
        NodePlace place) {
    /**
     * @param all every node of this service
     * @throws Refused none is meant, or more than one; the message names what there is
     */
    static Target choose(List<Target> all, Order order) throws Refused {
        List<Target> own = of(all, order.instance());
        String wanted = order.node().orElse("primary");
        List<Target> meant = own.stream().filter(target -> target.isCalled(wanted)).toList();
        if (meant.size() == 1) return meant.getFirst();
        String there = own.stream().map(Target::told).collect(Collectors.joining(", "));
        throw new Refused(
                "%s of %s is called '%s'; it has %s. Say --node with a name, a zone, primary or standby."
                        .formatted(
                                meant.isEmpty() ? "No node" : "More than one node",
                                order.instance(),
                                wanted,
                                there));
    }

    /**
     * @throws Refused there is no such instance
     */
    static List<Target> of(List<Target> all, String instance) throws Refused {
        List<Target> own = all.stream().filter(t -> t.instance().equals(instance)).toList();
        if (!own.isEmpty()) return own;
        String known =
                all.stream().map(Target::instance).distinct().collect(Collectors.joining(", "));
        throw new Refused(
                "There is no DB instance or cluster %s; there %s."
                        .formatted(instance, known.isEmpty() ? "is none at all" : "is " + known));
    }

    private boolean isCalled(String wanted) {
        return switch (wanted) {
            case "primary", "writer" -> primary;
            case "standby", "reader" -> !primary;
            default -> wanted.equals(node) || wanted.equals(zone);
        };
    }

    /** {@code n2 (standby, us-east-1b)}. */
    String told() {
        return "%s (%s, %s)".formatted(node, primary ? "primary" : "standby", zone);
    }

    /** The other nodes of the same database. */
    List<Target> others(List<Target> all) {
        return all.stream()
                .filter(other -> other.region().equals(region) && other.instance().equals(instance))
                .filter(other -> !other.equals(this))
                .toList();
    }
}
