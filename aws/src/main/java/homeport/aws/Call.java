package homeport.aws;

import java.time.Instant;

/**
 * Who asks, where and when: everything about a verified request that is not in its body.
 *
 * @param region from the credential scope of the signature
 * @param account twelve digits
 * @param caller the principal that signed
 * @param requestId as answered to the caller
 * @param now the moment of arrival; rules use it instead of a clock
 * @param permission what the caller may do, for actions that touch more than their request names
 */
public record Call(
        String region,
        String account,
        Caller caller,
        String requestId,
        Instant now,
        Permission permission) {
    /** For handlers that ask for nothing beyond their request: whatever they ask is denied. */
    public Call(String region, String account, Caller caller, String requestId, Instant now) {
        this(region, account, caller, requestId, now, Permission.NONE);
    }

    /**
     * @param accessKeyId the key that signed
     * @param arn the principal, {@code arn:aws:iam::<account>:root} for the root key
     * @param userId the principal's unique id; the account number for root
     */
    public record Caller(String accessKeyId, String arn, String userId) {
        /** Of a request that nobody signed. */
        public static final Caller NOBODY = new Caller("", "", "");
    }

    /** {@code arn:aws:<service>:<region>:<account>:<resource>}. */
    public String arn(String service, String resource) {
        return "arn:aws:" + service + ":" + region + ":" + account + ":" + resource;
    }
}
