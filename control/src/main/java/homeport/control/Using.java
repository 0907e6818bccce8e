package homeport.control;

import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Settings;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Who uses what others lean on. */
final class Using {
    private Using() {}

    /** Those that use it now, should use it, or will from their next maintenance window on. */
    static List<String> of(List<Instance> all, Predicate<Settings> use) {
        return all.stream()
                .filter(instance ->
                        Stream.of(
                                        Optional.of(instance.asked().settings()),
                                        instance.asked().pending(),
                                        instance.seen().applied())
                                .flatMap(Optional::stream)
                                .anyMatch(use))
                .map(instance -> instance.asked().identifier())
                .toList();
    }
}
