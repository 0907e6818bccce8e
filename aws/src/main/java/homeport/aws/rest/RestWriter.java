package homeport.aws.rest;

import homeport.aws.AwsException;
import homeport.aws.HttpResponse;
import homeport.aws.codec.Scalars;
import homeport.aws.codec.Xml;
import homeport.aws.model.HttpForm;
import homeport.aws.model.ModelError;
import homeport.aws.model.ServiceModel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** Answers of the REST wire. */
final class RestWriter {
    private static final byte[] NOTHING = new byte[0];

    /** Their only member is the text of the root itself. Source: S3's model, "unwrapped output". */
    private static final Set<String> UNWRAPPED = Set.of("GetBucketLocation");

    private static final int STATUS_DEFAULT = 400;

    private final ServiceModel model;

    RestWriter(ServiceModel model) {
        this.model = model;
    }

    HttpResponse result(String action, SdkPojo result, String requestId) {
        HttpForm form = model.http(action).orElseThrow();
        Map<String, String> headers = headers(result, requestId);
        byte[] body = body(action, form, result);
        boolean json = body.length > 0 && body[0] == '{';
        if (body.length > 0)
            headers.put("Content-Type", json ? "application/json" : "application/xml");
        return new HttpResponse(form.status(), headers, body);
    }

    private byte[] body(String action, HttpForm form, SdkPojo result) {
        if (UNWRAPPED.contains(action)) return unwrapped(form, result);
        Optional<SdkField<?>> payload = RestXml.payload(result);
        if (payload.isPresent())
            return switch (payload.get().getValueOrDefault(result)) {
                case null -> NOTHING;
                case String text -> text.getBytes(StandardCharsets.UTF_8);
                case SdkPojo structure ->
                        RestXml.write(payload.get().locationName(), model.namespace(), structure);
                default -> throw new IllegalStateException(action + " has an unknown payload");
            };
        if (!RestXml.hasElements(result)) return NOTHING;
        return RestXml.write(form.root().orElse(action + "Result"), model.namespace(), result);
    }

    private byte[] unwrapped(HttpForm form, SdkPojo result) {
        String root = form.root().orElseThrow();
        Xml xml = new Xml().root(root, model.namespace());
        Object text = result.sdkFields().getFirst().getValueOrDefault(result);
        return xml.text(text == null ? "" : text.toString()).close(root).bytes();
    }

    /** Of a result: what stands in its headers. */
    static Map<String, String> headers(SdkPojo result, String requestId) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-amz-request-id", requestId);
        headers.put("x-amz-id-2", requestId.replace("-", ""));
        for (SdkField<?> field : result.sdkFields()) {
            if (field.location() != MarshallLocation.HEADER) continue;
            Object value = field.getValueOrDefault(result);
            String name = field.locationName();
            switch (value) {
                case null -> {}
                case SdkAutoConstructMap<?, ?> _ -> {}
                case Map<?, ?> map -> map.forEach((k, v) -> headers.put(name + k, v.toString()));
                default -> headers.put(name, text(field, value));
            }
        }
        headers.remove("Content-Length"); // the server's to say
        return headers;
    }

    /** Times in headers are HTTP's, where the model says nothing else. */
    private static String text(SdkField<?> field, Object value) {
        boolean plain = !field.containsTrait(TimestampFormatTrait.class);
        if (value instanceof java.time.Instant moment && plain)
            return java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    moment.atOffset(java.time.ZoneOffset.UTC));
        return Scalars.text(field, value);
    }

    HttpResponse error(AwsException error, String resource, String requestId) {
        int status = model.error(error.code()).map(ModelError::status).orElse(STATUS_DEFAULT);
        Xml xml = new Xml().root("Error", "");
        xml.element("Code", error.code())
                .element("Message", String.valueOf(error.getMessage()))
                .element("Resource", resource)
                .element("RequestId", requestId)
                .close("Error");
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-amz-request-id", requestId);
        boolean bodiless = status == 304;
        if (!bodiless) headers.put("Content-Type", "application/xml");
        return new HttpResponse(status, headers, bodiless ? NOTHING : xml.bytes());
    }
}
