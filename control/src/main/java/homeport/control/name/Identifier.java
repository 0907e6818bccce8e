package homeport.control.name;

import homeport.aws.AwsException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names that users give. Source: RDS API reference, constraints of the identifier parameters:
 * letters, digits and hyphens, first a letter, no hyphen at the end and no two together; kept in
 * lower case.
 */
public final class Identifier {
    private static final Pattern FORM = Pattern.compile("[a-z](?:-?[a-z0-9])*");

    /** Most characters of an instance's identifier. */
    public static final int INSTANCE_MAX = 63;

    /** Of a Multi-AZ DB cluster: its members have longer ones. Source: RDS API, CreateDBCluster. */
    public static final int CLUSTER_MAX = 52;

    /** Most characters of a snapshot's. */
    public static final int SNAPSHOT_MAX = 255;

    private Identifier() {}

    /**
     * @param parameter the request's member, for the message
     * @throws AwsException {@code InvalidParameterValue}
     */
    public static String of(String parameter, String given, int lengthMax) {
        String name = given.toLowerCase(Locale.ROOT);
        if (!fits(name, lengthMax))
            throw AwsException.invalidValue(
                    "The parameter %s is not a valid identifier: '%s'. Identifiers must begin with a letter; must"
                                    .formatted(parameter, given)
                            + " contain only ASCII letters, digits, and hyphens; must not end with a hyphen or"
                            + " contain two consecutive hyphens; and have 1 to "
                            + lengthMax
                            + " characters.");
        return name;
    }

    /** Whether something can be called that; what cannot need not be looked for. */
    public static boolean fits(String name, int lengthMax) {
        return name.length() <= lengthMax && FORM.matcher(name).matches();
    }
}
