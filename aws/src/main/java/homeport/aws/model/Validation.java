package homeport.aws.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** Holds a request against what the model says of its members, before any handler sees it. */
public final class Validation {
    /** A message tells this many faults; the caller mends them and asks again. */
    private static final int FAULTS_MAX = 10;

    /**
     * Patterns are matched against no more than this, or than the model's own maximum: their cost
     * must not be the caller's to choose.
     */
    private static final int PATTERN_LENGTH_MAX = 4096;

    private static final int VALUE_SHOWN_MAX = 100;
    private static final Optional<String> UNSHOWN = Optional.empty();

    private final ServiceModel model;
    private final List<Fault> faults = new ArrayList<>();

    private Validation(ServiceModel model) {
        this.model = model;
    }

    /**
     * @param path members from the request down, with dots
     * @param value as sent, shortened; empty when it is missing or must not be repeated
     * @param allowed a phrase: {@code Must be between 1 and 255 characters long}
     */
    public record Fault(String path, Optional<String> value, boolean missing, String allowed) {}

    /** In the order of the members; at most ten. */
    public static List<Fault> faults(ServiceModel model, String action, SdkPojo request) {
        Validation validation = new Validation(model);
        model.input(action).ifPresent(shape -> validation.structure("", shape, request));
        return validation.faults;
    }

    private void structure(String path, Shape shape, SdkPojo pojo) {
        for (SdkField<?> field : pojo.sdkFields()) {
            Shape.Member member = shape.members().get(field.memberName());
            if (member == null) continue;
            String name = path.isEmpty() ? field.memberName() : path + "." + field.memberName();
            Object value = field.getValueOrDefault(pojo);
            boolean absent =
                    value == null
                            || value instanceof SdkAutoConstructList
                            || value instanceof SdkAutoConstructMap;
            if (absent) {
                if (member.required()) add(new Fault(name, Optional.empty(), true, ""));
            } else {
                member.shape().flatMap(model::shape).ifPresent(s -> value(name, s, value));
            }
        }
    }

    private void value(String path, Shape shape, Object value) {
        switch (value) {
            case String text -> text(path, shape, text);
            case Number number ->
                    range(path, shape, number.doubleValue(), Optional.of(number.toString()), "");
            case SdkBytes bytes ->
                    range(path, shape, bytes.asByteArrayUnsafe().length, UNSHOWN, " bytes long");
            case SdkPojo pojo -> structure(path, shape, pojo);
            case Collection<?> list -> list(path, shape, list);
            case Map<?, ?> map -> map(path, shape, map);
            default -> {} // booleans and timestamps have no constraints
        }
    }

    /** A pattern is not held against a text of the wrong length: that fault says enough. */
    private void text(String path, Shape shape, String text) {
        Optional<String> shown = shape.sensitive() ? UNSHOWN : Optional.of(shorten(text));
        int length = text.codePointCount(0, text.length());
        if (!range(path, shape, length, shown, " characters long")) return;
        if (!shape.allowed().isEmpty() && !shape.allowed().contains(text))
            fault(path, shown, "Must be one of " + String.join(", ", shape.allowed()));
        if (shape.pattern().isPresent() && !matches(shape, text))
            fault(path, shown, "Must match the pattern " + shape.pattern().get().pattern());
    }

    /** A text over the model's maximum never comes here; its length was told. */
    static boolean matches(Shape shape, String text) {
        boolean bounded = shape.max().isPresent() || text.length() <= PATTERN_LENGTH_MAX;
        return bounded && shape.pattern().orElseThrow().matcher(text).matches();
    }

    private void list(String path, Shape shape, Collection<?> list) {
        range(path, shape, list.size(), UNSHOWN, " elements");
        Optional<Shape> element = shape.element().flatMap(model::shape);
        if (element.isEmpty()) return;
        int index = 1;
        for (Object one : list) value(path + "." + index++, element.get(), one);
    }

    private void map(String path, Shape shape, Map<?, ?> map) {
        range(path, shape, map.size(), UNSHOWN, " entries");
        Optional<Shape> key = shape.key().flatMap(model::shape);
        Optional<Shape> of = shape.value().flatMap(model::shape);
        map.forEach((name, one) -> {
            key.ifPresent(s -> value(path + ".key", s, name));
            of.ifPresent(s -> value(path + "." + shorten(name.toString()), s, one));
        });
    }

    /** Whether the size is allowed; where the value is not shown, its size is. */
    private boolean range(
            String path, Shape shape, double size, Optional<String> shown, String unit) {
        boolean low = shape.min().isPresent() && size < shape.min().get();
        boolean high = shape.max().isPresent() && size > shape.max().get();
        if (!low && !high) return true;
        String seen = shown.isPresent() ? "" : ", not " + number(size);
        fault(path, shown, bounds(shape) + unit + seen);
        return false;
    }

    private static String bounds(Shape shape) {
        Optional<String> min = shape.min().map(Validation::number);
        Optional<String> max = shape.max().map(Validation::number);
        if (min.isPresent() && max.isPresent())
            return "Must be between " + min.get() + " and " + max.get();
        return min.map(least -> "Must be at least " + least)
                .orElseGet(() -> "Must be at most " + max.orElse(""));
    }

    private static String number(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }

    private void fault(String path, Optional<String> shown, String allowed) {
        add(new Fault(path, shown, false, allowed));
    }

    private void add(Fault fault) {
        if (faults.size() < FAULTS_MAX) faults.add(fault);
    }

    private static String shorten(String text) {
        return text.length() <= VALUE_SHOWN_MAX ? text : text.substring(0, VALUE_SHOWN_MAX) + "…";
    }
}
