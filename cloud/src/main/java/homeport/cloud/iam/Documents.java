package homeport.cloud.iam;

import homeport.aws.AwsException;
import homeport.cloud.iam.directory.Directory;
import homeport.cloud.iam.policy.MalformedPolicy;
import homeport.cloud.iam.policy.Policy;
import homeport.cloud.iam.policy.Policy.Kind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Policy documents between the wire and the directory. */
public final class Documents {
    /** Source: IAM user guide, "IAM and AWS STS quotas"; white space is not counted. */
    static final int USER_CHARS_MAX = 2048;

    static final int GROUP_CHARS_MAX = 5120;
    static final int ROLE_CHARS_MAX = 10_240;
    static final int MANAGED_CHARS_MAX = 6144;
    static final int TRUST_CHARS_MAX = 2048;
    private static final Pattern OWN = Pattern.compile("arn:aws:iam::(\\d{12}):(user|role)/(.+)");

    private Documents() {}

    /** As IAM answers documents: percent-encoded. */
    static String shown(String document) {
        return URLEncoder.encode(document, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static int size(String document) {
        return (int) document.chars().filter(c -> !Character.isWhitespace(c)).count();
    }

    /**
     * @throws AwsException {@code MalformedPolicyDocument}
     */
    public static Policy checked(String document, Kind kind) {
        try {
            return Policy.parse(document, kind);
        } catch (MalformedPolicy malformed) {
            throw new AwsException("MalformedPolicyDocument", malformed.getMessage());
        }
    }

    static void checkManaged(String document) {
        if (size(document) > MANAGED_CHARS_MAX)
            throw Refusal.quota("PolicySize", MANAGED_CHARS_MAX);
        checked(document, Kind.IDENTITY);
    }

    /** Whom a trust policy names must be there: a slip of the pen would let nobody in. */
    static void checkTrust(String document, Directory directory, String account) {
        if (size(document) > TRUST_CHARS_MAX)
            throw Refusal.quota("ACLSizePerRole", TRUST_CHARS_MAX);
        for (String principal : checked(document, Kind.TRUST).principals()) {
            Matcher own = OWN.matcher(principal);
            if (!own.matches() || !own.group(1).equals(account)) continue;
            String name = own.group(3).substring(own.group(3).lastIndexOf('/') + 1);
            boolean known =
                    own.group(2).equals("user")
                            ? directory.user(name).isPresent()
                            : directory.role(name).isPresent();
            if (!known)
                throw new AwsException(
                        "MalformedPolicyDocument",
                        "Invalid principal in policy: \"AWS\":\"%s\"".formatted(principal));
        }
    }
}
