package homeport.proxy.auth;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What tokens need to know of users and roles; whoever keeps them answers. Asked for every sign-in
 * by token, from any thread, so the answer comes from memory.
 */
@FunctionalInterface
public interface Identities {
    /**
     * Who signs with an access key.
     *
     * @param sessionToken what came with it; a key that is given with another one, or lacks its
     *     own, is not known
     * @return empty when the key is not known or not active
     */
    Optional<Signer> signer(String accessKeyId, Optional<String> sessionToken);

    /**
     * One access key as it is now.
     *
     * @param until when temporary credentials end
     * @param mayConnect whether {@code rds-db:connect} is allowed on a resource's ARN
     */
    record Signer(String secretKey, Optional<Instant> until, Predicate<String> mayConnect) {
        /** The secret stays out of logs. */
        @Override
        public String toString() {
            return "Signer[***]";
        }
    }
}
