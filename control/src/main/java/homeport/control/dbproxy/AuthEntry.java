package homeport.control.dbproxy;

import java.util.Optional;

/**
 * How a proxy signs in one user of the database. Source: RDS API, {@code UserAuthConfig}; the
 * scheme is always SECRETS.
 *
 * @param secretArn of a secret with {@code username} and {@code password}; the first decides whose
 *     entry this is
 * @param userName a note of its creator, which decides nothing
 */
public record AuthEntry(
        String secretArn,
        Iam iam,
        ClientPassword clientPassword,
        Optional<String> userName,
        Optional<String> description) {
    /**
     * Most entries of one proxy. Source: RDS user guide, "Quotas and limitations for RDS Proxy".
     */
    public static final int MAX = 200;

    /** Whether a client shows a token instead of the password. */
    public enum Iam {
        DISABLED,
        REQUIRED
    }

    /** How a client proves the password, if it is asked for one. */
    public enum ClientPassword {
        POSTGRES_SCRAM_SHA_256,
        POSTGRES_MD5
    }
}
