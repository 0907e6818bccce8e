package homeport.cloud.ssm;

import homeport.aws.AwsException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a request calls a parameter: its name or ARN, and after a colon the number or a label of a
 * version.
 *
 * @param selector empty: the newest version
 */
record ParameterName(String name, Optional<String> selector) {
    private static final String RESOURCE = ":parameter/";
    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9_.\\-/]+");
    private static final int CHARS_MAX = 1011;
    private static final int LEVELS_MAX = 15;

    /** Never throws: what is no name is not found. */
    static ParameterName of(String text) {
        String rest = plain(text);
        int colon = rest.indexOf(':');
        return colon < 0
                ? new ParameterName(rest, Optional.empty())
                : new ParameterName(
                        rest.substring(0, colon), Optional.of(rest.substring(colon + 1)));
    }

    /**
     * An ARN's parameter. Names with and without a slash in front have the same ARN; one that has
     * levels must have the slash.
     */
    static String plain(String text) {
        int resource = text.indexOf(RESOURCE);
        if (!text.startsWith("arn:") || resource < 0) return text;
        String name = text.substring(resource + RESOURCE.length());
        return name.contains("/") ? "/" + name : name;
    }

    static String arn(String region, String account, String name) {
        return "arn:aws:ssm:"
                + region
                + ":"
                + account
                + ":parameter/"
                + name.replaceFirst("^/", "");
    }

    /**
     * Source: API reference, PutParameter, {@code Name}.
     *
     * @throws AwsException a parameter cannot be called so
     */
    static void check(String name) {
        if (!FORM.matcher(name).matches())
            throw Refusal.invalid(
                    "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as"
                            + " a path, it can consist of sub-paths divided by slash symbol; each"
                            + " sub-path can be formed as a mix of letters, numbers and the following"
                            + " 3 symbols .-_");
        if (name.length() > CHARS_MAX)
            throw Refusal.invalid(
                    "The parameter name has %d characters, allowed 1 to %d."
                            .formatted(name.length(), CHARS_MAX));
        boolean path = name.contains("/");
        if (path && !name.startsWith("/"))
            throw Refusal.invalid("Parameter name must be a fully qualified name.");
        if (name.endsWith("/") || name.contains("//"))
            throw Refusal.invalid(
                    "Parameter name must not end with a slash or have an empty level.");
        String first = name.replaceFirst("^/", "").toLowerCase(Locale.ROOT);
        if (first.startsWith("aws") || first.startsWith("ssm"))
            throw Refusal.invalid(
                    "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).");
        if (path && name.chars().filter(c -> c == '/').count() > LEVELS_MAX)
            throw new AwsException(
                    "HierarchyLevelLimitExceededException",
                    "A hierarchy can have a maximum of %d levels.".formatted(LEVELS_MAX));
    }
}
