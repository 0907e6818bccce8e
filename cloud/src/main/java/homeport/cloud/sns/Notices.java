package homeport.cloud.sns;

import homeport.cloud.sns.delivery.Letter.Attribute;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what is to be published. Source: SNS API reference, Publish. */
final class Notices {
    static final int BYTES_MAX = 262_144;
    private static final int SUBJECT_CHARS_MAX = 100;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Notices() {}

    static Notice of(
            String message,
            String subject,
            String structure,
            Map<String, MessageAttributeValue> attributes) {
        if (message == null || message.isEmpty()) throw Refusal.parameter("Empty message");
        Map<String, Attribute> kept = new TreeMap<>();
        attributes.forEach((name, value) -> kept.put(name, attribute(name, value)));
        if (size(message, kept) > BYTES_MAX) throw Refusal.parameter("Message too long");
        return new Notice(subject(subject), bodies(message, structure), kept);
    }

    static long size(String message, Map<String, Attribute> attributes) {
        long bytes = message.getBytes(StandardCharsets.UTF_8).length;
        for (var one : attributes.entrySet())
            bytes +=
                    one.getKey().length()
                            + one.getValue().type().length()
                            + one.getValue().value().getBytes(StandardCharsets.UTF_8).length;
        return bytes;
    }

    private static Optional<String> subject(String subject) {
        if (subject == null) return Optional.empty();
        boolean fits =
                !subject.isEmpty()
                        && subject.length() <= SUBJECT_CHARS_MAX
                        && subject.chars().allMatch(c -> c >= 0x20 && c != 0x7f);
        if (!fits || subject.startsWith(" ")) throw Refusal.parameter("Subject");
        return Optional.of(subject);
    }

    private static Map<String, String> bodies(String message, String structure) {
        if (structure == null || structure.isEmpty()) return Map.of("default", message);
        if (!structure.equals("json")) throw Refusal.parameter("MessageStructure");
        Map<String, String> bodies = new HashMap<>();
        try {
            JsonNode tree = JSON.readTree(message);
            if (!tree.isObject())
                throw Refusal.parameter("Message Structure - JSON message body failed to parse");
            for (String protocol : tree.propertyNames())
                if (tree.get(protocol).isString())
                    bodies.put(protocol, tree.get(protocol).asString());
        } catch (JacksonException broken) {
            throw Refusal.parameter("Message Structure - JSON message body failed to parse");
        }
        if (!bodies.containsKey("default"))
            throw Refusal.parameter("Message Structure - No default entry in JSON message body");
        return bodies;
    }

    private static Attribute attribute(String name, MessageAttributeValue value) {
        String type = value.dataType();
        if (!name.matches("[A-Za-z0-9_.-]{1,256}"))
            throw Refusal.parameter("MessageAttributes Reason: " + name + " is no name");
        if (!type.matches("(String|Number|Binary)(\\..{1,256})?"))
            throw Refusal.parameter(
                    "MessageAttributes Reason: the type of %s is String, String.Array, Number or Binary"
                            .formatted(name));
        String text =
                type.startsWith("Binary")
                        ? Optional.ofNullable(value.binaryValue())
                                .map(b -> Base64.getEncoder().encodeToString(b.asByteArray()))
                                .orElse("")
                        : Optional.ofNullable(value.stringValue()).orElse("");
        if (text.isEmpty())
            throw Refusal.parameter(
                    "MessageAttributes Reason: %s has no value of its type".formatted(name));
        return new Attribute(type, text);
    }
}
