package homeport.aws.rest;

import homeport.aws.AwsException;
import homeport.aws.HttpRequest;
import homeport.aws.codec.Scalars;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;

/** A request's members from path, query, headers and body. */
final class RestReader {
    private final HttpRequest head;
    private final Address address;
    private final Query query;

    RestReader(HttpRequest head, Address address, Query query) {
        this.head = head;
        this.address = address;
        this.query = query;
    }

    /**
     * @param body empty for an action that takes a stream
     * @throws AwsException {@code InvalidArgument}, {@code MalformedXML}
     */
    void into(SdkPojo builder, byte[] body) {
        for (SdkField<?> field : builder.sdkFields()) {
            switch (field.location()) {
                case PATH, GREEDY_PATH -> path(builder, field);
                case QUERY_PARAM ->
                        query.value(field.locationName())
                                .ifPresent(text -> set(builder, field, text));
                case HEADER -> header(builder, field);
                case PAYLOAD, STATUS_CODE -> {}
            }
        }
        if (body.length > 0) body(builder, body);
    }

    private void path(SdkPojo builder, SdkField<?> field) {
        Optional<String> text =
                field.locationName().equals("Bucket") ? address.bucket() : address.key();
        text.ifPresent(value -> field.set(builder, value));
    }

    private void header(SdkPojo builder, SdkField<?> field) {
        switch (field.marshallingType().getKnownType()) {
            case MAP -> prefixed(builder, field);
            case LIST ->
                    head.header(field.locationName())
                            .ifPresent(text -> field.set(builder, List.of(text.split(" *, *"))));
            default ->
                    head.header(field.locationName())
                            .ifPresent(text -> set(builder, field, text.strip()));
        }
    }

    private void prefixed(SdkPojo builder, SdkField<?> field) {
        String prefix = field.locationName();
        Map<String, String> found = new TreeMap<>();
        head.headers()
                .forEach((name, values) -> {
                    if (name.startsWith(prefix))
                        found.put(name.substring(prefix.length()), String.join(",", values));
                });
        if (!found.isEmpty()) field.set(builder, found);
    }

    private static void set(SdkPojo builder, SdkField<?> field, String text) {
        MarshallingKnownType type = field.marshallingType().getKnownType();
        try {
            if (type == MarshallingKnownType.LIST)
                field.set(builder, new ArrayList<>(List.of(text)));
            else field.set(builder, Scalars.parse(type, text));
        } catch (IllegalArgumentException wrong) {
            throw Refused.argument(
                    "%s is %s; it %s."
                            .formatted(
                                    field.locationName(),
                                    text.length() <= 64 ? text : "a longer text",
                                    wrong.getMessage()));
        }
    }

    private static void body(SdkPojo builder, byte[] body) {
        Optional<SdkField<?>> payload = RestXml.payload(builder);
        boolean text =
                payload.filter(field ->
                                field.marshallingType().getKnownType()
                                        == MarshallingKnownType.STRING)
                        .isPresent();
        if (text) payload.get().set(builder, new String(body, StandardCharsets.UTF_8));
        else if (RestXml.hasElements(builder)) RestXml.read(body, builder);
    }
}
