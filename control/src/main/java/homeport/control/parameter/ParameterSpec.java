package homeport.control.parameter;

import homeport.aws.AwsException;
import homeport.engine.Setting;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One parameter of a family: what the engine says of the setting, in RDS's words.
 *
 * @param name in lower case, as RDS spells it: {@code timezone}
 * @param engineName as the engine spells it: {@code TimeZone}; empty for RDS's own
 * @param allowed {@code 1-262143}, {@code 0,1} or {@code none,ddl,mod,all}; empty when any text is
 * @param unit of a number: {@code 8kB}, {@code ms} …
 * @param needsRestart a change is in force only after a reboot; RDS calls it static
 * @param systemDefault what RDS sets where no user did: a value or a formula
 */
record ParameterSpec(
        String name,
        Optional<String> engineName,
        String description,
        DataType type,
        Optional<String> allowed,
        Optional<String> unit,
        boolean needsRestart,
        boolean modifiable,
        Optional<String> systemDefault) {
    private static final int TEXT_MAX = 4096;
    private static final Set<String> LISTS =
            Set.of("shared_preload_libraries", "search_path", "datestyle", "temp_tablespaces");
    private static final Set<String> TRUTHS = Set.of("0", "1", "on", "off", "true", "false");

    enum DataType {
        BOOLEAN,
        INTEGER,
        FLOAT,
        STRING,
        LIST;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isNumber() {
            return this == INTEGER || this == FLOAT;
        }
    }

    static ParameterSpec of(Setting setting, Optional<String> systemDefault) {
        String name = setting.name().toLowerCase(Locale.ROOT);
        DataType type = type(name, setting.type());
        String unit = setting.unit().map(text -> "(" + text + ") ").orElse("");
        return new ParameterSpec(
                name,
                Optional.of(setting.name()),
                unit + setting.description(),
                type,
                AllowedValues.of(name, setting),
                setting.unit(),
                setting.needsRestart(),
                !NodeOwned.contains(name) && !setting.context().equals("internal"),
                systemDefault);
    }

    private static DataType type(String name, String engineType) {
        return switch (engineType) {
            case "bool" -> DataType.BOOLEAN;
            case "integer" -> DataType.INTEGER;
            case "real" -> DataType.FLOAT;
            default -> LISTS.contains(name) ? DataType.LIST : DataType.STRING;
        };
    }

    ParameterSpec fixed() {
        return new ParameterSpec(
                name,
                engineName,
                description,
                type,
                allowed,
                unit,
                needsRestart,
                false,
                systemDefault);
    }

    ParameterSpec allowing(String values) {
        return new ParameterSpec(
                name,
                engineName,
                description,
                type,
                Optional.of(values),
                unit,
                needsRestart,
                true,
                systemDefault);
    }

    /** The value is an amount of memory, so its formula follows what the host really has. */
    boolean isMemory() {
        return unit.filter(text -> text.endsWith("B")).isPresent();
    }

    /**
     * @throws AwsException {@code InvalidParameterValue}: not modifiable, or not allowed
     */
    void check(String value) {
        if (!modifiable)
            throw AwsException.invalidValue("The parameter " + name + " cannot be modified.");
        if (type.isNumber() && Formula.looksLike(value)) checkFormula(value);
        else if (!allows(value)) throw notAllowed(value);
    }

    private void checkFormula(String value) {
        try {
            Formula.parse(value);
        } catch (IllegalArgumentException wrong) {
            throw AwsException.invalidValue(
                    "Invalid parameter value: %s for: %s is not a formula: %s"
                            .formatted(value, name, wrong.getMessage()));
        }
    }

    private boolean allows(String value) {
        return switch (type) {
            case BOOLEAN -> TRUTHS.contains(value.toLowerCase(Locale.ROOT));
            case INTEGER -> isInteger(value) && inRange(new BigDecimal(value));
            case FLOAT -> number(value).filter(this::inRange).isPresent();
            case STRING -> isText(value) && (allowed.isEmpty() || isWord(value.strip()));
            case LIST ->
                    isText(value)
                            && (allowed.isEmpty()
                                    || Arrays.stream(value.split(","))
                                            .map(String::strip)
                                            .allMatch(this::isWord));
        };
    }

    /** Of a boolean parameter, in any of its spellings. */
    static boolean isTrue(String value) {
        return Set.of("1", "on", "true").contains(value.toLowerCase(Locale.ROOT));
    }

    private boolean inRange(BigDecimal value) {
        return allowed.map(AllowedValues.Range::parse)
                .map(range -> range.contains(value))
                .orElse(true);
    }

    private boolean isWord(String value) {
        return Arrays.stream(allowed.orElseThrow().split(",")).anyMatch(value::equalsIgnoreCase);
    }

    private static boolean isInteger(String value) {
        return value.matches("-?[0-9]{1,18}");
    }

    private static boolean isText(String value) {
        return value.length() <= TEXT_MAX && value.chars().noneMatch(Character::isISOControl);
    }

    private static Optional<BigDecimal> number(String value) {
        if (!value.matches("-?[0-9]{0,18}(\\.[0-9]{1,18})?([eE][-+]?[0-9]{1,2})?"))
            return Optional.empty();
        try {
            return Optional.of(new BigDecimal(value));
        } catch (NumberFormatException noNumber) {
            return Optional.empty();
        }
    }

    private AwsException notAllowed(String value) {
        return AwsException.invalidValue(
                "Invalid parameter value: %s for: %s allowed values are: %s"
                        .formatted(
                                value,
                                name,
                                allowed.orElse("text of at most " + TEXT_MAX + " characters")));
    }

    /**
     * The value as the engine takes it: formulas become numbers within the allowed range.
     *
     * @param value one that {@link #check} let pass, or a system default
     */
    String computed(String value, Sizing sizing) {
        if (!type.isNumber() || !Formula.looksLike(value)) return value;
        double result =
                Formula.parse(value).evaluate(isMemory() ? sizing.real() : sizing.nominal());
        return allowed.map(AllowedValues.Range::parse)
                .map(range -> range.clamp(result))
                .orElse(AllowedValues.whole(result));
    }
}
