package homeport.cloud.sns.delivery;

import java.util.Optional;

/** Who the subscribers are. */
@FunctionalInterface
public interface Recipients {
    /** Empty when there is no such subscription any more. */
    Optional<Recipient> find(String region, String subscriptionId);
}
