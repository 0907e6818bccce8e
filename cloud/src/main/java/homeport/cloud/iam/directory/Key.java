package homeport.cloud.iam.directory;

import java.time.Instant;

/**
 * A user's access key.
 *
 * @param id {@code AKIA…}
 * @param sealed the secret, sealed for the id, in base 64
 */
public record Key(String id, String userId, boolean active, Instant created, String sealed) {
    public Key activated(boolean on) {
        return new Key(id, userId, on, created, sealed);
    }

    /** When and for what a key signed last, to the quarter of an hour. */
    public record Use(Instant at, String service, String region) {}
}
