package homeport.stack.record;

import homeport.stack.template.Retention;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A resource that was made.
 *
 * @param id the physical id
 * @param token with which it was made
 * @param properties as resolved, dynamic references as they are written
 * @param shown the same without what may not be shown
 * @param needs the resources of the stack that it was made after
 */
public record Physical(
        String id,
        String type,
        String token,
        ObjectNode properties,
        ObjectNode shown,
        Set<String> needs,
        Retention deletion,
        Retention replacement) {
    public Physical {
        needs = Set.copyOf(needs);
    }

    static Physical of(String id, String type, Attempt attempt) {
        return new Physical(
                id,
                type,
                attempt.token(),
                attempt.properties(),
                attempt.shown(),
                attempt.needs(),
                attempt.deletion(),
                attempt.replacement());
    }

    /** The same one with other properties. */
    Physical changed(Attempt attempt) {
        return new Physical(
                id,
                type,
                token,
                attempt.properties(),
                attempt.shown(),
                attempt.needs(),
                attempt.deletion(),
                attempt.replacement());
    }
}
