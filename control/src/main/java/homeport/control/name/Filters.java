package homeport.control.name;

import homeport.aws.AwsException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.services.rds.model.Filter;

/**
 * The {@code Filters} of a describe action: a row passes when, for each filter, one of the filter's
 * values is among what the row says under that name.
 */
public final class Filters {
    private Filters() {}

    /**
     * @param known filter name to what a row says under it
     * @throws AwsException {@code InvalidParameterValue} for an unknown name or a filter without
     *     values
     */
    public static <T> Predicate<T> of(
            List<Filter> given, Map<String, Function<T, List<String>>> known) {
        Predicate<T> all = row -> true;
        for (Filter filter : given == null ? List.<Filter>of() : given) {
            Function<T, List<String>> says = known.get(filter.name());
            if (says == null)
                throw AwsException.invalidValue(
                        "Unrecognized filter name: %s. Allowed here: %s"
                                .formatted(
                                        filter.name(), known.keySet().stream().sorted().toList()));
            if (filter.values().isEmpty())
                throw AwsException.invalidValue("Filter " + filter.name() + " has no values.");
            List<String> wanted =
                    filter.values().stream().map(value -> value.toLowerCase(Locale.ROOT)).toList();
            all =
                    all.and(row ->
                            says.apply(row).stream()
                                    .map(value -> value.toLowerCase(Locale.ROOT))
                                    .anyMatch(wanted::contains));
        }
        return all;
    }
}
