package homeport.aws;

import java.util.Optional;

/**
 * Where signatures find their secrets. The {@code aws} module asks; {@code server} plugs the answer
 * in.
 */
@FunctionalInterface
public interface Credentials {
    Optional<AccessKey> find(String accessKeyId);

    /**
     * @param sessionToken present on temporary credentials: the request must carry the same
     */
    record AccessKey(String secret, Optional<String> sessionToken, Call.Caller caller) {
        @Override
        public String toString() {
            return "AccessKey[***, caller=" + caller + "]";
        }
    }
}
