package homeport.cloud.iam.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** A request's members by the model's names; what is absent or of another type is not there. */
final class Members {
    private final Map<String, Object> values = new TreeMap<>();

    Members(SdkPojo request) {
        for (SdkField<?> field : request.sdkFields()) {
            Object value = field.getValueOrDefault(request);
            if (value != null) values.put(field.memberName(), value);
        }
    }

    /** A text, number or boolean as text. */
    Optional<String> text(String name) {
        Object value = values.get(name);
        boolean scalar = value instanceof String || value instanceof Number;
        if (!scalar && !(value instanceof Boolean)) return Optional.empty();
        String text = value.toString();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    List<String> texts(String name) {
        if (!(values.get(name) instanceof Collection<?> all)) return List.of();
        List<String> texts = new ArrayList<>();
        for (Object one : all) if (one instanceof String text) texts.add(text);
        return texts;
    }

    /** The tags that the request brings, under {@code Tags} or a resource's specification. */
    Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>();
        collect(values.get("Tags"), tags);
        if (values.get("TagSpecifications") instanceof Collection<?> all)
            for (Object one : all)
                if (one instanceof SdkPojo specification)
                    collect(new Members(specification).values.get("Tags"), tags);
        return tags;
    }

    private static void collect(Object list, Map<String, String> tags) {
        if (!(list instanceof Collection<?> all)) return;
        for (Object one : all) {
            if (!(one instanceof SdkPojo tag)) continue;
            Members members = new Members(tag);
            members.text("Key").ifPresent(key -> tags.put(key, members.text("Value").orElse("")));
        }
    }
}
