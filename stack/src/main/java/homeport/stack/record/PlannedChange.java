package homeport.stack.record;

import java.util.List;
import java.util.Optional;

/**
 * What an update would do to one resource.
 *
 * @param before JSON of what counts now, as it may be shown; {@code after} likewise
 */
public record PlannedChange(
        Action action,
        String logicalId,
        String physicalId,
        String type,
        Replacement replacement,
        List<Detail> details,
        Optional<String> policy,
        Optional<String> before,
        Optional<String> after) {
    public PlannedChange {
        details = List.copyOf(details);
    }

    public enum Action {
        ADD("Add"),
        MODIFY("Modify"),
        REMOVE("Remove");

        private final String word;

        Action(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public enum Replacement {
        NONE(""),
        NEVER("False"),
        CONDITIONAL("Conditional"),
        ALWAYS("True");

        private final String word;

        Replacement(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /**
     * One reason of a change.
     *
     * @param attribute {@code Properties}, {@code Metadata}, {@code Tags} …
     * @param name the property; empty for other attributes
     * @param recreation {@code Never}, {@code Conditionally} or {@code Always}
     * @param dynamic the value is known only when it has been made
     * @param cause what it refers to, if that is why
     */
    public record Detail(
            String attribute,
            String name,
            String recreation,
            boolean dynamic,
            Optional<String> source,
            Optional<String> cause,
            Optional<String> before,
            Optional<String> after) {}
}
