package homeport.aws;

import java.time.Instant;
import java.util.Optional;

/**
 * Where signatures find their secrets. The {@code aws} module asks; {@code server} plugs the answer
 * in.
 */
@FunctionalInterface
public interface Credentials {
    /**
     * @param sessionToken as the request carries it; temporary keys have one and others have none
     * @return empty when there is no such key, it is not active, or the token is not its own
     * @throws AwsException {@code ExpiredToken}
     */
    Optional<AccessKey> find(String accessKeyId, Optional<String> sessionToken, Instant now);

    /**
     * @param permission what its owner may do
     */
    record AccessKey(String secret, Call.Caller caller, Permission permission) {
        @Override
        public String toString() {
            return "AccessKey[***, caller=" + caller + "]";
        }
    }
}
