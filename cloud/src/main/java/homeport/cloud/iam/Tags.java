package homeport.cloud.iam;

import homeport.aws.ReservedTags;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.iam.model.Tag;

/** Tags between the wire and the record. Source: IAM user guide, "Tagging IAM resources". */
final class Tags {
    private static final int MAX = 50;

    private Tags() {}

    static Map<String, String> added(Map<String, String> before, List<Tag> added) {
        var all = new TreeMap<>(before);
        for (Tag tag : added) {
            if (ReservedTags.refuses(tag.key()))
                throw Refusal.input("System tags cannot be added/updated by requester.");
            all.keySet().removeIf(held -> held.equalsIgnoreCase(tag.key()));
            all.put(tag.key(), tag.value());
        }
        if (all.size() > MAX)
            throw Refusal.limit("The number of tags has reached the maximum limit of " + MAX + ".");
        return all;
    }

    static Map<String, String> removed(Map<String, String> before, List<String> keys) {
        var rest = new TreeMap<>(before);
        for (String key : keys) rest.keySet().removeIf(held -> held.equalsIgnoreCase(key));
        return rest;
    }

    static List<Tag> shown(Map<String, String> tags) {
        return new TreeMap<>(tags)
                .entrySet().stream()
                        .map(e -> Tag.builder().key(e.getKey()).value(e.getValue()).build())
                        .toList();
    }
}
