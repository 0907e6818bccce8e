package homeport.cloud.cloudwatch.alarm;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The rule of a composite alarm, read. Source: API reference, PutCompositeAlarm, AlarmRule. */
sealed interface Formula {
    /** A child: true while that alarm is in the state. */
    record In(State state, String alarm) implements Formula {}

    record Constant(boolean value) implements Formula {}

    record Not(Formula of) implements Formula {}

    record And(List<Formula> all) implements Formula {}

    record Or(List<Formula> any) implements Formula {}

    /**
     * @param states of the children by name
     */
    default boolean holds(Function<String, State> states) {
        return switch (this) {
            case In in -> states.apply(in.alarm()) == in.state();
            case Constant constant -> constant.value();
            case Not not -> !not.of().holds(states);
            case And and -> and.all().stream().allMatch(one -> one.holds(states));
            case Or or -> or.any().stream().anyMatch(one -> one.holds(states));
        };
    }

    /** The names of all children, in the order of the text. */
    default Set<String> children() {
        Set<String> children = new LinkedHashSet<>();
        switch (this) {
            case In in -> children.add(in.alarm());
            case Constant _ -> {}
            case Not not -> children.addAll(not.of().children());
            case And and -> and.all().forEach(one -> children.addAll(one.children()));
            case Or or -> or.any().forEach(one -> children.addAll(one.children()));
        }
        return children;
    }
}
