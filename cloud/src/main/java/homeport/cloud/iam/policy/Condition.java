package homeport.cloud.iam.policy;

import java.util.List;
import java.util.Optional;

/**
 * One key of a {@code Condition}; all of a statement must hold.
 *
 * @param ifExists holds where the key is absent
 * @param wanted any of these matches
 */
record Condition(Operator operator, boolean ifExists, Over over, String key, List<Glob> wanted) {
    /** How the values of a key with several are counted. */
    enum Over {
        /** The key has one value. */
        ONE,
        /** Every value of the request must match; a key without values does. */
        ALL_VALUES,
        /** One value of the request must match; a key without values does not. */
        ANY_VALUE
    }

    Condition {
        wanted = List.copyOf(wanted);
    }

    boolean holds(Facts facts) {
        Optional<List<String>> given = facts.get(key);
        if (operator.name().equals(Operator.NULL)) {
            String absent = Boolean.toString(given.filter(v -> !v.isEmpty()).isEmpty());
            return wanted.stream().anyMatch(value -> value.text().equalsIgnoreCase(absent));
        }
        if (given.isEmpty() && ifExists) return true;
        List<String> values = given.orElse(List.of());
        return switch (over) {
            case ONE -> values.isEmpty() ? operator.negated() : one(values, facts);
            case ALL_VALUES -> values.stream().allMatch(value -> suits(value, facts));
            case ANY_VALUE -> values.stream().anyMatch(value -> suits(value, facts));
        };
    }

    /** Where a policy does not say how to count: one match is a match, for both kinds. */
    private boolean one(List<String> values, Facts facts) {
        return operator.negated()
                ? values.stream().allMatch(value -> suits(value, facts))
                : values.stream().anyMatch(value -> suits(value, facts));
    }

    private boolean suits(String value, Facts facts) {
        boolean matches = wanted.stream().anyMatch(one -> operator.match().test(value, one, facts));
        return matches != operator.negated();
    }
}
