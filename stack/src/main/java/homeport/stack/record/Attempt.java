package homeport.stack.record;

import homeport.stack.template.Retention;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an operation wants of a resource, on record before anything is asked of its service.
 *
 * @param operation the operation's token
 * @param token the same each time that this is tried
 */
public record Attempt(
        Kind kind,
        String operation,
        String token,
        ObjectNode properties,
        ObjectNode shown,
        Set<String> needs,
        Retention deletion,
        Retention replacement) {
    /** How it comes about. */
    public enum Kind {
        CREATE,
        UPDATE,
        REPLACE
    }

    public Attempt {
        needs = Set.copyOf(needs);
    }
}
