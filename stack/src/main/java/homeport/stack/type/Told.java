package homeport.stack.type;

import homeport.aws.AwsException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** What services say of resources, whatever each calls it. */
public final class Told {
    private static final List<String> MISSING =
            List.of("NotFound", "NoSuch", "NonExistent", "DoesNotExist", "NotAttached");
    private static final List<String> EXISTS = List.of("Exist", "Duplicate", "AlreadyOwnedByYou");

    private Told() {}

    /** {@code DBInstanceNotFound}, {@code NoSuchEntity} … */
    public static boolean missing(AwsException told) {
        return MISSING.stream().anyMatch(told.code()::contains);
    }

    /** {@code DBInstanceAlreadyExists}, {@code InvalidGroup.Duplicate} … */
    public static boolean exists(AwsException told) {
        return !missing(told) && EXISTS.stream().anyMatch(told.code()::contains);
    }

    /** Empty when the service says that it is not there. */
    public static <T> Optional<T> unlessMissing(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (AwsException told) {
            if (missing(told)) return Optional.empty();
            throw told;
        }
    }

    /** Takes away what may be away already. */
    public static void remove(Supplier<?> removal) {
        unlessMissing(() -> {
            removal.get();
            return true;
        });
    }

    public static AwsException notFound(String type, String id) {
        return new AwsException(
                "NotFound",
                "Resource of type '%s' with identifier '%s' was not found.".formatted(type, id));
    }

    public static AwsException exists(String type, String id) {
        return new AwsException(
                "AlreadyExists",
                "Resource of type '%s' with identifier '%s' already exists.".formatted(type, id));
    }

    /**
     * An attribute as a text.
     *
     * @throws AwsException {@code ValidationError}: it has no value yet
     */
    public static String attribute(Made made, String name, JsonNode value) {
        if (value.isMissingNode())
            throw invalid(
                    "Attribute %s of resource %s has no value"
                            .formatted(name, made.place().logicalId()));
        return Ask.text(value);
    }

    public static AwsException invalid(String message) {
        return new AwsException("ValidationError", message);
    }
}
