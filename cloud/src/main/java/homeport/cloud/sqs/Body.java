package homeport.cloud.sqs;

import java.util.Map;
import java.util.Optional;

/**
 * What a message says; never changed once it is stored.
 *
 * @param id as AWS names messages, a UUID
 * @param attributes by name
 * @param trace {@code AWSTraceHeader}
 */
record Body(
        String id,
        String text,
        Map<String, Attribute> attributes,
        String sender,
        Optional<String> trace) {
    Body {
        attributes = Map.copyOf(attributes);
    }

    /**
     * @param type {@code String}, {@code Number} or {@code Binary}, perhaps with a dot and a label
     * @param text Base64 for bytes
     */
    record Attribute(String type, String text) {
        boolean binary() {
            return type.startsWith("Binary");
        }
    }
}
