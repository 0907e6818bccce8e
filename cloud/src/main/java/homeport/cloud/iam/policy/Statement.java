package homeport.cloud.iam.policy;

import java.util.List;
import java.util.Optional;

/**
 * One statement.
 *
 * @param actions globs of {@code service:Action}, whatever the case
 * @param resources empty in a trust policy, where the role itself is meant
 * @param principals present in trust and resource policies
 */
record Statement(
        Optional<String> sid,
        boolean allow,
        Patterns actions,
        Optional<Patterns> resources,
        Optional<Principals> principals,
        List<Condition> conditions) {
    Statement {
        conditions = List.copyOf(conditions);
    }

    /**
     * @param negated {@code NotAction}, {@code NotResource}: everything but these
     */
    record Patterns(boolean negated, List<Glob> globs) {
        Patterns {
            globs = List.copyOf(globs);
        }

        boolean match(String subject, Facts facts, boolean ignoreCase) {
            return globs.stream().anyMatch(glob -> glob.matches(subject, facts, ignoreCase))
                    != negated;
        }
    }

    /** Whether it speaks of this request, leaving its principals aside. */
    boolean applies(Ask ask) {
        return actions.match(ask.action(), ask.facts(), true)
                && resources.filter(r -> !r.match(ask.resource(), ask.facts(), false)).isEmpty()
                && conditions.stream().allMatch(condition -> condition.holds(ask.facts()));
    }
}
