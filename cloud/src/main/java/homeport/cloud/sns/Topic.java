package homeport.cloud.sns;

import java.util.Map;

/**
 * A topic.
 *
 * @param attributes that were given, checked
 */
record Topic(
        String arn,
        String region,
        String name,
        Map<String, String> attributes,
        Map<String, String> tags) {
    Topic {
        attributes = Map.copyOf(attributes);
        tags = Map.copyOf(tags);
    }

    Topic withAttributes(Map<String, String> now) {
        return new Topic(arn, region, name, now, tags);
    }

    Topic withTags(Map<String, String> now) {
        return new Topic(arn, region, name, attributes, now);
    }

    /** Who sends, as mail says it. */
    String display() {
        String given = attributes.getOrDefault("DisplayName", "");
        return given.isEmpty() ? name : given;
    }
}
