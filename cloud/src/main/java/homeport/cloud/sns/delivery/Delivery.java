package homeport.cloud.sns.delivery;

import java.time.Instant;

/**
 * One message for one subscriber.
 *
 * @param failed attempts so far
 * @param due when to try
 */
record Delivery(String letter, String region, String subscription, int failed, Instant due) {
    Delivery later(Instant when) {
        return new Delivery(letter, region, subscription, failed + 1, when);
    }

    /** Whose it is. */
    String lane() {
        return region + "/" + subscription;
    }
}
