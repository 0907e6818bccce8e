package homeport.aws.codec;

import homeport.aws.AwsException;
import homeport.aws.HttpRequest;
import homeport.aws.HttpResponse;
import homeport.aws.model.ServiceModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The CBOR wire: service and action in the path, CBOR in and out. Source: Smithy, "Smithy RPC v2
 * CBOR protocol".
 */
final class CborWire implements Wire {
    static final CborWire INSTANCE = new CborWire();
    private static final String PROTOCOL = "rpc-v2-cbor";
    private static final Pattern PATH =
            Pattern.compile("/service/([A-Za-z0-9_.]{1,128})/operation/([A-Za-z0-9_]{1,128})");

    private CborWire() {}

    record Path(Optional<String> target, String action, byte[] body) implements Input {
        @Override
        public void into(SdkPojo builder) {
            Formats.read(Formats.CBOR, body, builder);
        }
    }

    @Override
    public Input read(HttpRequest request, byte[] body) {
        Matcher path = PATH.matcher(request.rawPath());
        boolean protocol = request.header("smithy-protocol").orElse("").equals(PROTOCOL);
        if (!protocol || !path.matches() || !request.method().equals("POST"))
            throw new AwsException(
                    "SerializationException",
                    "The request must be a POST to /service/<service>/operation/<action> with"
                            + " smithy-protocol: rpc-v2-cbor.");
        return new Path(Optional.of(path.group(1)), path.group(2), body);
    }

    @Override
    public Optional<ServiceModel> guess(HttpRequest request, List<ServiceModel> models) {
        Matcher path = PATH.matcher(request.rawPath());
        if (!path.matches()) return Optional.empty();
        return models.stream()
                .filter(model -> model.targetPrefix().equals(path.group(1)))
                .findFirst();
    }

    @Override
    public List<String> protocols() {
        return List.of("smithy-rpc-v2-cbor");
    }

    @Override
    public HttpResponse result(
            ServiceModel model, String action, SdkPojo result, String requestId) {
        byte[] body =
                result.sdkFields().isEmpty() ? new byte[0] : Formats.write(Formats.CBOR, result);
        return Replies.of(
                200, "application/cbor", requestId, Map.of("smithy-protocol", PROTOCOL), body);
    }

    @Override
    public HttpResponse error(Optional<ServiceModel> model, AwsException error, String requestId) {
        ErrorCodes.Answer answer = ErrorCodes.shape(model, error.code());
        var headers = new HashMap<>(Formats.errorHeaders(model, answer, error.code()));
        headers.put("smithy-protocol", PROTOCOL);
        byte[] body = Formats.error(Formats.CBOR, answer.code(), error.getMessage());
        return Replies.of(answer.status(), "application/cbor", requestId, headers, body);
    }
}
