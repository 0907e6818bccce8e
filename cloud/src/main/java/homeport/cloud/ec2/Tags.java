package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.ReservedTags;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Tags between the wire and the record. Source: EC2 user guide, "Tag restrictions". */
final class Tags {
    static final int PER_RESOURCE_MAX = 50;
    private static final int KEY_CHARS_MAX = 128;
    private static final int VALUE_CHARS_MAX = 256;

    private Tags() {}

    static List<Tag> of(Map<String, String> tags) {
        return new TreeMap<>(tags)
                .entrySet().stream()
                        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                        .toList();
    }

    /**
     * The tags that a create request gives to what it makes.
     *
     * @param resourceType the only one that this request can tag
     */
    static Map<String, String> specified(List<TagSpecification> all, String resourceType) {
        var tags = new TreeMap<String, String>();
        for (var specification : all) {
            if (!resourceType.equals(specification.resourceTypeAsString()))
                throw AwsException.invalidValue(
                        "'%s' is not a valid taggable resource type for this operation."
                                .formatted(specification.resourceTypeAsString()));
            specification.tags().forEach(tag -> put(tags, tag));
        }
        return limited(tags);
    }

    static Map<String, String> added(Map<String, String> before, List<Tag> added) {
        var tags = new TreeMap<>(before);
        added.forEach(tag -> put(tags, tag));
        return limited(tags);
    }

    /**
     * @param removed a tag without a value goes whatever it holds, one with a value only if equal;
     *     an empty list takes all
     */
    static Map<String, String> removed(Map<String, String> before, List<Tag> removed) {
        if (removed.isEmpty()) return Map.of();
        var tags = new TreeMap<>(before);
        for (var tag : removed) {
            if (tag.value() == null) tags.remove(tag.key());
            else tags.remove(tag.key(), tag.value());
        }
        return tags;
    }

    private static void put(Map<String, String> tags, Tag tag) {
        String key = Optional.ofNullable(tag.key()).orElse("");
        String value = Optional.ofNullable(tag.value()).orElse("");
        if (key.isEmpty() || key.length() > KEY_CHARS_MAX)
            throw AwsException.invalidValue(
                    "Tag key has %d characters, allowed 1 to %d."
                            .formatted(key.length(), KEY_CHARS_MAX));
        if (ReservedTags.refuses(key))
            throw AwsException.invalidValue(
                    "Tag keys starting with 'aws:' are reserved for internal use");
        if (value.length() > VALUE_CHARS_MAX)
            throw AwsException.invalidValue(
                    "The value of tag '%s' has %d characters, allowed 0 to %d."
                            .formatted(key, value.length(), VALUE_CHARS_MAX));
        tags.put(key, value);
    }

    private static Map<String, String> limited(Map<String, String> tags) {
        if (tags.size() > PER_RESOURCE_MAX)
            throw new AwsException(
                    "TagLimitExceeded",
                    "The resource would have %d tags, allowed %d."
                            .formatted(tags.size(), PER_RESOURCE_MAX));
        return tags;
    }
}
