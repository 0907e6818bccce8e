package homeport.cloud.s3;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** Members that many requests and answers of S3 share, by the model's names. */
final class Members {
    private Members() {}

    static Optional<Object> get(SdkPojo of, String name) {
        return field(of, name).map(field -> field.getValueOrDefault(of));
    }

    static Optional<String> text(SdkPojo of, String name) {
        return get(of, name).map(Object::toString);
    }

    static Optional<Instant> time(SdkPojo of, String name) {
        return get(of, name).map(Instant.class::cast);
    }

    /** Does nothing where there is no such member. */
    static void set(SdkPojo builder, String name, Object value) {
        field(builder, name).ifPresent(field -> field.set(builder, value));
    }

    static void set(SdkPojo builder, Map<String, ?> values) {
        values.forEach((name, value) -> set(builder, name, value));
    }

    private static Optional<SdkField<?>> field(SdkPojo of, String name) {
        return of.sdkFields().stream()
                .<SdkField<?>>map(field -> field)
                .filter(field -> field.memberName().equals(name))
                .findFirst();
    }
}
