package homeport.stack.template;

import java.util.Arrays;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What becomes of a physical resource that the stack has no use for any more. */
public enum Retention {
    DELETE("Delete"),
    RETAIN("Retain"),
    SNAPSHOT("Snapshot"),
    RETAIN_EXCEPT_ON_CREATE("RetainExceptOnCreate");

    private final String word;

    Retention(String word) {
        this.word = word;
    }

    /** As templates say it. */
    public String word() {
        return word;
    }

    static Retention of(String resource, String attribute, JsonNode value) {
        if (value.isMissingNode()) return DELETE;
        for (Retention one : values())
            if (value.isString()
                    && value.stringValue().equals(one.word)
                    && !(attribute.equals("UpdateReplacePolicy") && one == RETAIN_EXCEPT_ON_CREATE))
                return one;
        throw Fault.format(
                "Unrecognized %s %s for resource %s; allowed are %s",
                attribute,
                value,
                resource,
                Arrays.stream(values()).map(Retention::word).collect(Collectors.joining(", ")));
    }
}
