package homeport.control.parameter;

import homeport.aws.AwsException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.rds.model.ApplyMethod;
import software.amazon.awssdk.services.rds.model.Parameter;

/**
 * The rules of changing a group's parameters. Source: RDS API reference, ModifyDBParameterGroup and
 * ResetDBParameterGroup.
 */
final class ParameterChange {
    private static final int PARAMETERS_MAX = 20;

    private ParameterChange() {}

    /**
     * @throws AwsException {@code InvalidParameterValue} or {@code InvalidParameterCombination};
     *     then nothing of the call is done
     */
    static ParameterGroup set(ParameterGroup group, ParameterFamily family, List<Parameter> given) {
        checkList(given);
        ParameterGroup changed = group;
        for (Parameter one : given) {
            ParameterSpec spec = spec(family, one);
            if (one.parameterValue() == null)
                throw AwsException.invalidValue(
                        "The parameter ParameterValue must be provided for: " + spec.name());
            boolean waits = waits(spec, one);
            spec.check(one.parameterValue());
            changed = changed.with(spec.name(), one.parameterValue(), waits);
        }
        return changed;
    }

    /** Back to the defaults, for the named parameters. */
    static ParameterGroup reset(
            ParameterGroup group, ParameterFamily family, List<Parameter> given) {
        checkList(given);
        ParameterGroup changed = group;
        for (Parameter one : given) {
            ParameterSpec spec = spec(family, one);
            if (!spec.modifiable())
                throw AwsException.invalidValue(
                        "The parameter " + spec.name() + " cannot be modified.");
            changed = changed.without(spec.name(), waits(spec, one));
        }
        return changed;
    }

    /** Back to the defaults: at once what can be, the others at the next reboot. */
    static ParameterGroup resetAll(ParameterGroup group) {
        ParameterGroup changed = group;
        for (String name : group.values().keySet()) changed = changed.without(name, false);
        return changed;
    }

    private static void checkList(List<Parameter> given) {
        if (given.isEmpty())
            throw AwsException.invalidValue("The parameter Parameters must be provided.");
        if (given.size() > PARAMETERS_MAX)
            throw AwsException.invalidValue(
                    "A maximum of %d parameters can be modified in a single request; there are %d."
                            .formatted(PARAMETERS_MAX, given.size()));
        Set<String> names = new HashSet<>();
        for (Parameter one : given)
            if (one.parameterName() != null && !names.add(one.parameterName()))
                throw AwsException.invalidCombination(
                        "The parameter " + one.parameterName() + " is given more than once.");
    }

    private static ParameterSpec spec(ParameterFamily family, Parameter one) {
        if (one.parameterName() == null)
            throw AwsException.invalidValue("The parameter ParameterName must be provided.");
        return family.find(one.parameterName())
                .orElseThrow(() ->
                        AwsException.invalidValue(
                                "Could not find parameter with name: " + one.parameterName()));
    }

    /** A static parameter always waits and needs no mark; a dynamic one when the user says so. */
    private static boolean waits(ParameterSpec spec, Parameter one) {
        return switch (one.applyMethod()) {
            case null ->
                    throw AwsException.invalidValue(
                            "The parameter ApplyMethod must be provided for: " + spec.name());
            case IMMEDIATE -> {
                if (spec.needsRestart())
                    throw AwsException.invalidCombination(
                            "cannot use immediate apply method for static parameter");
                yield false;
            }
            case PENDING_REBOOT -> !spec.needsRestart();
            case UNKNOWN_TO_SDK_VERSION ->
                    throw AwsException.invalidValue(
                            "Invalid apply method: %s. Allowed: immediate, pending-reboot."
                                    .formatted(one.applyMethodAsString()));
        };
    }

    static ApplyMethod method(ParameterGroup group, ParameterSpec spec) {
        return spec.needsRestart() || group.atReboot().contains(spec.name())
                ? ApplyMethod.PENDING_REBOOT
                : ApplyMethod.IMMEDIATE;
    }
}
