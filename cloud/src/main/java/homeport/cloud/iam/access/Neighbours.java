package homeport.cloud.iam.access;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What decisions need to know of other services' resources. */
public interface Neighbours {
    /** What a request names by something else than its ARN says. */
    enum Named {
        /** By its resource id; one that is gone counts while there are backups of it. */
        DATABASE_BY_RESOURCE_ID,
        /** By the ARN of its automated backups. */
        DATABASE_BY_BACKUPS,
        PROXY,
        PROXY_ENDPOINT,
        /** By the name of its proxy. */
        TARGET_GROUP
    }

    /** The policy that a secret has; empty for none, or when there is no such secret. */
    Optional<String> secretPolicy(String arn, Instant now);

    /** The policy that a topic or a queue was given; empty for none. */
    default Optional<String> messagePolicy(String arn) {
        return Optional.empty();
    }

    /** The policy of the bucket that has this ARN, or holds the object that has; empty for none. */
    default Optional<String> bucketPolicy(String arn) {
        return Optional.empty();
    }

    /**
     * @param id a name or an ARN, whole or without its last seven characters
     * @return the whole ARN; empty when there is no such secret
     */
    Optional<String> secretArn(String region, String id, Instant now);

    /** The ARN of a resource of RDS; empty when there is no such resource. */
    Optional<String> rdsArn(String region, Named what, String name, Instant now);

    /** The tags of a secret or of a resource of RDS; empty when there is no such resource. */
    Map<String, String> tags(String arn, Instant now);
}
