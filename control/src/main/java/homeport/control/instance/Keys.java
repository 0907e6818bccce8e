package homeport.control.instance;

import homeport.aws.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * KMS keys by name. Homeport has no KMS: a key's ARN is recorded and shown, and what AWS calls
 * {@code aws/rds} has an ARN of its own in each account and region.
 */
public final class Keys {
    private static final Pattern ARN =
            Pattern.compile("arn:aws:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+");
    private static final Pattern ID = Pattern.compile("(mrk-[0-9a-f]{32}|[0-9a-f-]{36})");

    private Keys() {}

    /** The key that AWS would make for {@code service}: {@code rds} or {@code secretsmanager}. */
    public static String managed(String service, String region, String account) {
        String seed = "aws/" + service + " " + region + " " + account;
        UUID id = UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8));
        return arn(region, account, id.toString());
    }

    /**
     * @param given a key's ARN or id, or the alias of a key that AWS manages
     * @return the key's ARN
     * @throws AwsException {@code KMSKeyNotAccessibleFault}
     */
    public static String arn(String given, String service, String region, String account) {
        if (ARN.matcher(given).matches()) return given;
        if (ID.matcher(given).matches()) return arn(region, account, given);
        if (given.endsWith("alias/aws/" + service)) return managed(service, region, account);
        throw new AwsException(
                "KMSKeyNotAccessibleFault",
                "The KMS key '%s' can't be used: allowed are a key's ARN, a key's id and alias/aws/%s."
                        .formatted(given, service));
    }

    private static String arn(String region, String account, String id) {
        return "arn:aws:kms:" + region + ":" + account + ":key/" + id;
    }
}
