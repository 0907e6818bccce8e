package homeport.cloud.secret;

import homeport.aws.ReservedTags;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** Tags between the wire and the record. Source: TagResource, "Restrictions". */
final class SecretTags {
    static final int PER_SECRET_MAX = 50;
    private static final int KEY_CHARS_MAX = 128;
    private static final int VALUE_CHARS_MAX = 256;

    private SecretTags() {}

    static List<Tag> of(Map<String, String> tags) {
        return new TreeMap<>(tags)
                .entrySet().stream()
                        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                        .toList();
    }

    static Map<String, String> added(Map<String, String> before, List<Tag> added) {
        var tags = new TreeMap<>(before);
        for (var tag : added) {
            String key = Optional.ofNullable(tag.key()).orElse("");
            String value = Optional.ofNullable(tag.value()).orElse("");
            if (key.isEmpty() || key.length() > KEY_CHARS_MAX)
                throw Refusal.parameter(
                        "A tag key has %d characters, allowed 1 to %d."
                                .formatted(key.length(), KEY_CHARS_MAX));
            if (value.length() > VALUE_CHARS_MAX)
                throw Refusal.parameter(
                        "The value of tag %s has %d characters, allowed 0 to %d."
                                .formatted(key, value.length(), VALUE_CHARS_MAX));
            checkKey(key);
            tags.put(key, value);
        }
        if (tags.size() > PER_SECRET_MAX)
            throw Refusal.parameter(
                    "The secret would have %d tags, allowed %d."
                            .formatted(tags.size(), PER_SECRET_MAX));
        return tags;
    }

    static Map<String, String> removed(Map<String, String> before, List<String> keys) {
        var tags = new TreeMap<>(before);
        keys.forEach(SecretTags::checkKey);
        tags.keySet().removeAll(keys);
        return tags;
    }

    private static void checkKey(String key) {
        if (ReservedTags.refuses(key))
            throw Refusal.parameter("Tag keys that begin with aws: are reserved for AWS use.");
    }
}
