package homeport.cloud.sns;

import homeport.cloud.sns.delivery.Letter.Attribute;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody publishes, checked.
 *
 * @param bodies by protocol; {@code default} is always there
 */
record Notice(
        Optional<String> subject, Map<String, String> bodies, Map<String, Attribute> attributes) {
    Notice {
        bodies = Map.copyOf(bodies);
        attributes = Map.copyOf(attributes);
    }
}
