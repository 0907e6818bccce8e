package homeport.control.parameter;

import homeport.aws.AwsException;
import homeport.control.name.Filters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.rds.model.ApplyMethod;
import software.amazon.awssdk.services.rds.model.Filter;
import software.amazon.awssdk.services.rds.model.Parameter;

/** Parameters as the describe actions show them, in name order. */
final class ParameterRows {
    private static final String USER = "user";
    private static final String SYSTEM = "system";
    private static final String ENGINE_DEFAULT = "engine-default";

    private ParameterRows() {}

    /**
     * @param source user, system or engine-default; null for all
     */
    static List<Parameter> of(
            ParameterGroup group, ParameterFamily family, String source, List<Filter> filters) {
        if (source != null && !List.of(USER, SYSTEM, ENGINE_DEFAULT).contains(source))
            throw AwsException.invalidValue(
                    "Invalid source: %s. Allowed: user, system, engine-default.".formatted(source));
        Predicate<Parameter> wanted =
                Filters.of(filters, Map.of("parameter-name", row -> List.of(row.parameterName())));
        return family.specs().values().stream()
                .map(spec -> row(group, family, spec))
                .filter(row -> source == null || row.source().equals(source))
                .filter(wanted)
                .toList();
    }

    private static Parameter row(ParameterGroup group, ParameterFamily family, ParameterSpec spec) {
        Optional<String> user = Optional.ofNullable(group.values().get(spec.name()));
        boolean owned = NodeOwned.contains(spec.name());
        String source =
                user.isPresent()
                        ? USER
                        : owned || spec.systemDefault().isPresent() ? SYSTEM : ENGINE_DEFAULT;
        return Parameter.builder()
                .parameterName(spec.name())
                .parameterValue(user.or(spec::systemDefault).orElse(null))
                .description(spec.description())
                .source(source)
                .applyType(spec.needsRestart() ? "static" : "dynamic")
                .dataType(spec.type().text())
                .allowedValues(spec.allowed().orElse(null))
                .isModifiable(spec.modifiable())
                .minimumEngineVersion(family.major() + ".0")
                .applyMethod(
                        user.isPresent()
                                ? ParameterChange.method(group, spec)
                                : ApplyMethod.PENDING_REBOOT)
                .build();
    }
}
