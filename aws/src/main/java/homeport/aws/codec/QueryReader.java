package homeport.aws.codec;

import homeport.aws.AwsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * Form parameters into a builder, for the query and the ec2 wire. A list is {@code X.Name.1},
 * {@code X.member.1} or {@code X.1}, in the order of its numbers whatever their gaps; {@code X=} is
 * an empty one. Unknown names are passed over, as AWS does.
 */
final class QueryReader {
    private static final int INDEX_DIGITS_MAX = 9;
    private static final int SHOWN_MAX = 100;

    private QueryReader() {}

    static void read(Form form, SdkPojo builder) {
        structure(form, builder, "");
    }

    private static void structure(Form form, SdkPojo builder, String path) {
        for (SdkField<?> field : builder.sdkFields()) {
            Optional<Form> child = form.child(field.locationName());
            if (child.isPresent())
                field.set(builder, value(field, child.get(), path + field.locationName()));
        }
    }

    private static Object value(SdkField<?> field, Form form, String path) {
        MarshallingKnownType type = field.marshallingType().getKnownType();
        return switch (type) {
            case SDK_POJO -> {
                if (form.value().filter(text -> !text.isEmpty()).isPresent())
                    throw invalid(path, "must be a structure");
                SdkPojo builder = field.constructor().get();
                structure(form, builder, path + ".");
                yield ((Buildable) builder).build();
            }
            case LIST -> list(field.getTrait(ListTrait.class), form, path);
            case MAP -> map(field.getTrait(MapTrait.class), form, path);
            default -> scalar(type, form, path);
        };
    }

    private static Object scalar(MarshallingKnownType type, Form form, String path) {
        if (form.value().isEmpty()) throw invalid(path, "must be " + Scalars.wanted(type));
        try {
            return Scalars.parse(type, form.value().get());
        } catch (IllegalArgumentException e) {
            String wanted = Scalars.wanted(type);
            if (type == MarshallingKnownType.SDK_BYTES) throw invalid(path, "must be " + wanted);
            throw invalid(
                    path, "must be " + wanted + ", not '" + shorten(form.value().get()) + "'");
        }
    }

    private static List<Object> list(ListTrait trait, Form form, String path) {
        var result = new ArrayList<Object>();
        Items items = items(form, trait.memberLocationName(), "member", path);
        items.forms()
                .forEach((index, item) ->
                        result.add(
                                value(trait.memberFieldInfo(), item, items.path() + "." + index)));
        return result;
    }

    private static Map<String, Object> map(MapTrait trait, Form form, String path) {
        var result = new LinkedHashMap<String, Object>();
        Items items = items(form, null, "entry", path);
        String keyName = trait.keyLocationName() == null ? "key" : trait.keyLocationName();
        String valueName = trait.valueLocationName() == null ? "value" : trait.valueLocationName();
        items.forms()
                .forEach((index, item) -> {
                    String at = items.path() + "." + index;
                    String key =
                            item.text(keyName)
                                    .or(() -> item.text("key"))
                                    .orElseThrow(() -> invalid(at, "must have a key"));
                    Form value =
                            item.child(valueName)
                                    .or(() -> item.child("value"))
                                    .orElseThrow(() -> invalid(at, "must have a value"));
                    result.put(key, value(trait.valueFieldInfo(), value, at + ".value"));
                });
        return result;
    }

    /** The numbered parts of a list or map, sorted by number, and the path above the numbers. */
    private record Items(TreeMap<Integer, Form> forms, String path) {}

    private static Items items(Form form, String named, String usual, String path) {
        if (form.children().isEmpty()) {
            if (!form.value().orElse("").isEmpty()) throw invalid(path, "must be a list");
            return new Items(new TreeMap<>(), path);
        }
        if (form.children().keySet().stream().anyMatch(QueryReader::isIndex))
            return new Items(numbered(form, path), path);
        for (String name : named == null ? List.of(usual) : List.of(named, usual)) {
            Optional<Form> inside = form.child(name);
            if (inside.isPresent() && inside.get().children().isEmpty())
                return items(inside.get(), null, usual, path + "." + name);
            String at = path + "." + name;
            if (inside.isPresent()) return new Items(numbered(inside.get(), at), at);
        }
        throw invalid(path, "must be a list: " + path + "." + usual + ".1");
    }

    private static TreeMap<Integer, Form> numbered(Form form, String path) {
        var result = new TreeMap<Integer, Form>();
        form.children()
                .forEach((name, child) -> {
                    if (!isIndex(name))
                        throw invalid(
                                path + "." + shorten(name), "must be a number from 0 to 999999999");
                    result.put(Integer.valueOf(name), child);
                });
        return result;
    }

    private static boolean isIndex(String name) {
        return !name.isEmpty()
                && name.length() <= INDEX_DIGITS_MAX
                && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String shorten(String text) {
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
    }

    private static AwsException invalid(String path, String what) {
        return AwsException.invalidValue("Invalid value for the parameter " + path + ": " + what);
    }
}
