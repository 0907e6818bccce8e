package homeport.control.name;

import homeport.aws.AwsException;
import homeport.aws.ReservedTags;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.rds.model.Tag;

/** Tags of one resource, key to value. Source: RDS user guide, "Tagging Amazon RDS resources". */
public final class Tags {
    private static final int COUNT_MAX = 50;
    private static final int KEY_MAX = 128;
    private static final int VALUE_MAX = 256;

    private Tags() {}

    /**
     * @throws AwsException {@code InvalidParameterValue} for a bad key or value or more than 50
     */
    public static Map<String, String> of(List<Tag> given) {
        return merged(Map.of(), given);
    }

    public static Map<String, String> merged(Map<String, String> old, List<Tag> given) {
        Map<String, String> tags = new TreeMap<>(old);
        for (Tag tag : given == null ? List.<Tag>of() : given) {
            String value = tag.value() == null ? "" : tag.value();
            check(tag.key(), value);
            tags.put(tag.key(), value);
        }
        if (tags.size() > COUNT_MAX)
            throw AwsException.invalidValue(
                    "%d tags, allowed %d for each resource.".formatted(tags.size(), COUNT_MAX));
        return Map.copyOf(tags);
    }

    /** In key order. */
    public static List<Tag> list(Map<String, String> tags) {
        return new TreeMap<>(tags)
                .entrySet().stream()
                        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                        .toList();
    }

    private static void check(String key, String value) {
        if (key == null || key.isEmpty() || key.length() > KEY_MAX)
            throw AwsException.invalidValue(
                    "Tag keys have 1 to %d characters: '%s'.".formatted(KEY_MAX, key));
        String folded = key.toLowerCase(Locale.ROOT);
        if (ReservedTags.refuses(key) || folded.startsWith("rds:"))
            throw AwsException.invalidValue(
                    "Tag keys must not start with 'aws:' or 'rds:': '%s'.".formatted(key));
        if (value.length() > VALUE_MAX)
            throw AwsException.invalidValue(
                    "The value of tag '%s' has %d characters, allowed 0 to %d."
                            .formatted(key, value.length(), VALUE_MAX));
    }
}
