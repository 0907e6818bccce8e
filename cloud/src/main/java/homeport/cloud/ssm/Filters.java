package homeport.cloud.ssm;

import homeport.aws.AwsException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;
import software.amazon.awssdk.services.ssm.model.ParametersFilter;

/** Which parameters a list shows. Source: API reference, ParameterStringFilter. */
final class Filters {
    private static final Set<String> BY_PATH = Set.of("Type", "KeyId", "Label");
    private static final Set<String> DESCRIBING =
            Set.of("Name", "Type", "KeyId", "Path", "Tier", "DataType");

    private Filters() {}

    /** Of GetParametersByPath. */
    static Predicate<Parameter> byPath(List<ParameterStringFilter> filters) {
        for (ParameterStringFilter filter : filters)
            if (!BY_PATH.contains(filter.key())) throw key(filter.key());
        return all(filters);
    }

    /** Of DescribeParameters. */
    static Predicate<Parameter> describing(
            List<ParameterStringFilter> filters, List<ParametersFilter> old) {
        if (!filters.isEmpty() && !old.isEmpty())
            throw Refusal.invalid(
                    "You can use either Filters or ParameterFilters in a single request.");
        for (ParameterStringFilter filter : filters)
            if (!DESCRIBING.contains(filter.key()) && !filter.key().startsWith("tag:"))
                throw key(filter.key());
        Predicate<Parameter> matching = all(filters);
        for (ParametersFilter filter : old)
            matching =
                    matching.and(
                            one(
                                    filter.keyAsString(),
                                    filter.keyAsString().equals("Name") ? "BeginsWith" : "Equals",
                                    filter.values()));
        return matching;
    }

    private static Predicate<Parameter> all(List<ParameterStringFilter> filters) {
        Predicate<Parameter> matching = any -> true;
        for (ParameterStringFilter filter : filters) {
            String option =
                    Optional.ofNullable(filter.option())
                            .orElse(filter.key().equals("Path") ? "OneLevel" : "Equals");
            matching = matching.and(one(filter.key(), option, filter.values()));
        }
        return matching;
    }

    private static Predicate<Parameter> one(String key, String option, List<String> values) {
        boolean tag = key.startsWith("tag:");
        if (values.isEmpty() && !tag)
            throw new AwsException(
                    "InvalidFilterValue", "The filter %s has no values.".formatted(key));
        if (tag)
            return one ->
                    Optional.ofNullable(one.tags().get(key.substring("tag:".length())))
                            .filter(value -> values.isEmpty() || values.contains(value))
                            .isPresent();
        if (key.equals("Path")) return path(option, values);
        if (key.equals("Label"))
            return one ->
                    one.versions().stream()
                            .anyMatch(v -> v.labels().stream().anyMatch(values::contains));
        return one -> {
            String text = text(one, key);
            return values.stream().anyMatch(value -> matches(option, text, value));
        };
    }

    private static Predicate<Parameter> path(String option, List<String> values) {
        boolean recursive = option.equals("Recursive");
        if (!recursive && !option.equals("OneLevel")) throw option(option);
        return one -> values.stream().anyMatch(path -> under(one.name(), path, recursive));
    }

    static boolean under(String name, String path, boolean recursive) {
        String folder = path.endsWith("/") ? path : path + "/";
        String full = name.startsWith("/") ? name : "/" + name;
        return full.startsWith(folder) && (recursive || full.indexOf('/', folder.length()) < 0);
    }

    private static String text(Parameter one, String key) {
        return switch (key) {
            case "Name" -> one.name();
            case "Type" -> one.type();
            case "KeyId" -> one.newest().keyId().orElse("");
            case "Tier" -> one.newest().tier();
            default -> one.newest().dataType();
        };
    }

    private static boolean matches(String option, String text, String value) {
        return switch (option) {
            case "Equals" -> text.equals(value);
            case "BeginsWith" -> text.startsWith(value);
            case "Contains" -> text.contains(value);
            default -> throw option(option);
        };
    }

    private static AwsException key(String key) {
        return new AwsException(
                "InvalidFilterKey",
                "The following filter key is not valid: %s. Valid filter keys include: [Path, Name, Type, KeyId, Tier, DataType, Label, tag:KEY]."
                        .formatted(key));
    }

    private static AwsException option(String option) {
        return new AwsException(
                "InvalidFilterOption",
                "The following filter option is not valid: %s. Valid options include: [BeginsWith, Equals, Contains, OneLevel, Recursive]."
                        .formatted(option));
    }
}
