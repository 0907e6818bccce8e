package homeport.aws.codec;

import homeport.aws.AwsException;
import homeport.aws.HttpRequest;
import homeport.aws.HttpResponse;
import homeport.aws.model.ServiceModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The JSON wires: the action in {@code X-Amz-Target}, JSON in and out. Source: Smithy, "AWS JSON
 * 1.0 protocol" and "AWS JSON 1.1 protocol".
 */
final class JsonWire implements Wire {
    private static final JsonWire V1_0 = new JsonWire("1.0");
    private static final JsonWire V1_1 = new JsonWire("1.1");

    private final String version;

    private JsonWire(String version) {
        this.version = version;
    }

    static JsonWire of(HttpRequest request) {
        return request.header("content-type").orElse("").contains("json-1.0") ? V1_0 : V1_1;
    }

    record Target(Optional<String> target, String action, byte[] body) implements Input {
        @Override
        public void into(SdkPojo builder) {
            Formats.read(Formats.JSON, body, builder);
        }
    }

    @Override
    public Input read(HttpRequest request, byte[] body) {
        if (!request.method().equals("POST"))
            throw new AwsException("SerializationException", "The method must be POST.");
        String target = request.header("x-amz-target").orElse("");
        int dot = target.lastIndexOf('.');
        if (dot < 0) return new Target(Optional.empty(), target, body);
        return new Target(Optional.of(target.substring(0, dot)), target.substring(dot + 1), body);
    }

    @Override
    public Optional<ServiceModel> guess(HttpRequest request, List<ServiceModel> models) {
        String target = request.header("x-amz-target").orElse("");
        return models.stream()
                .filter(model -> !model.targetPrefix().isEmpty())
                .filter(model -> target.startsWith(model.targetPrefix() + "."))
                .findFirst();
    }

    @Override
    public List<String> protocols() {
        return List.of("json");
    }

    @Override
    public HttpResponse result(
            ServiceModel model, String action, SdkPojo result, String requestId) {
        byte[] body = Formats.write(Formats.JSON, result);
        return Replies.of(200, contentType(), requestId, Map.of(), body);
    }

    @Override
    public HttpResponse error(Optional<ServiceModel> model, AwsException error, String requestId) {
        ErrorCodes.Answer answer = ErrorCodes.shape(model, error.code());
        byte[] body = Formats.error(Formats.JSON, answer.code(), error.getMessage());
        return Replies.of(
                answer.status(),
                contentType(),
                requestId,
                Formats.errorHeaders(model, answer, error.code()),
                body);
    }

    private String contentType() {
        return "application/x-amz-json-" + version;
    }
}
