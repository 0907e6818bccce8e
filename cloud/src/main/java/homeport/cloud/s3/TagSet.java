package homeport.cloud.s3;

import homeport.aws.AwsException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.model.Tag;

/** Tags of objects. Source: S3 user guide, "Categorizing your objects using tags". */
final class TagSet {
    private static final int PER_OBJECT_MAX = 10;
    private static final int KEY_CHARS_MAX = 128;
    private static final int VALUE_CHARS_MAX = 256;

    private TagSet() {}

    /**
     * @param text as in a query
     */
    static Map<String, String> ofHeader(String text) {
        var tags = new TreeMap<String, String>();
        for (String pair : text.split("&")) {
            if (pair.isEmpty()) continue;
            String[] parts = pair.split("=", 2);
            String old = tags.put(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
            if (old != null) throw invalid("Cannot provide multiple Tags with the same key");
        }
        return checked(tags);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException wrong) {
            throw Refusal.argument(
                    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.");
        }
    }

    static Map<String, String> of(List<Tag> sent) {
        var tags = new TreeMap<String, String>();
        for (Tag tag : sent) {
            if (tag.key() == null || tag.value() == null) throw Refusal.malformedXml();
            if (tags.put(tag.key(), tag.value()) != null)
                throw invalid("Cannot provide multiple Tags with the same key");
        }
        return checked(tags);
    }

    private static Map<String, String> checked(Map<String, String> tags) {
        if (tags.size() > PER_OBJECT_MAX)
            throw new AwsException(
                    "BadRequest", "Object tags cannot be greater than " + PER_OBJECT_MAX);
        tags.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > KEY_CHARS_MAX)
                throw invalid("The TagKey you have provided is invalid");
            if (value.length() > VALUE_CHARS_MAX)
                throw invalid("The TagValue you have provided is invalid");
        });
        return tags;
    }

    private static AwsException invalid(String why) {
        return new AwsException("InvalidTag", why);
    }

    static List<Tag> shown(Map<String, String> tags) {
        return new TreeMap<>(tags)
                .entrySet().stream()
                        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                        .toList();
    }
}
