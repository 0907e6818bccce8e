package homeport.stack.type.rds;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * One way to come to a database: anew, as a replica, from a snapshot, from a point in time.
 *
 * @param of it is this way when one of these properties is there; none for the way of all others
 * @param id the member for the new one's name
 * @param takes the properties that the action has members for
 * @param later what else can only be set once it is there
 */
record Way(String action, List<String> of, String id, List<String> takes, List<String> later) {
    boolean applies(ObjectNode properties) {
        return of.isEmpty()
                || of.stream().map(p -> properties.path(p).asString("")).anyMatch(Way::says);
    }

    /** A template that turns something off does not ask for it. */
    private static boolean says(String value) {
        return !value.isEmpty() && !value.equalsIgnoreCase("false");
    }

    boolean hasLater(ObjectNode properties) {
        return later.stream().anyMatch(properties::hasNonNull);
    }
}
