package homeport.aws.codec;

import homeport.aws.AwsException;
import homeport.aws.HttpRequest;
import homeport.aws.HttpResponse;
import homeport.aws.model.ServiceModel;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The query wire and its dialect of ec2: form parameters in (body or query string), XML out.
 * Source: Smithy, "AWS query protocol" and "AWS EC2 query protocol".
 */
final class QueryWire implements Wire {
    static final QueryWire INSTANCE = new QueryWire();
    private static final Map<String, String> NO_HEADERS = Map.of();

    private QueryWire() {}

    record Parameters(Form form) implements Input {
        @Override
        public String action() {
            return form.text("Action").orElse("");
        }

        @Override
        public void into(SdkPojo builder) {
            QueryReader.read(form, builder);
        }
    }

    @Override
    public Parameters read(HttpRequest request, byte[] body) {
        if (!request.method().equals("POST") && !request.method().equals("GET"))
            throw new AwsException(
                    "MalformedQueryString", "The method must be POST or GET, not " + word(request));
        return new Parameters(Form.parse(request.rawQuery(), Form.utf8(ByteBuffer.wrap(body))));
    }

    private static String word(HttpRequest request) {
        return request.method().length() > 16 ? "a longer word" : request.method();
    }

    @Override
    public Optional<ServiceModel> guess(HttpRequest request, List<ServiceModel> models) {
        String version;
        try {
            version = read(request, request.body()).form().text("Version").orElse("");
        } catch (AwsException e) {
            return Optional.empty(); // only a guess; reading it in earnest will tell the caller
        }
        return models.stream()
                .filter(model -> !model.namespace().isEmpty() && model.version().equals(version))
                .findFirst();
    }

    @Override
    public List<String> protocols() {
        return List.of("query", "ec2");
    }

    @Override
    public HttpResponse result(
            ServiceModel model, String action, SdkPojo result, String requestId) {
        String root = action + "Response";
        Xml xml = new Xml().root(root, model.namespace());
        if (isEc2(model)) {
            xml.element("requestId", requestId);
            if (result.sdkFields().isEmpty()) xml.element("return", "true");
            XmlWriter.structure(xml, result);
        } else {
            Optional<String> wrapper = model.resultWrapper(action);
            wrapper.ifPresent(xml::open);
            XmlWriter.structure(xml, result);
            wrapper.ifPresent(xml::close);
            xml.open("ResponseMetadata").element("RequestId", requestId).close("ResponseMetadata");
        }
        return Replies.of(200, "text/xml;charset=UTF-8", requestId, NO_HEADERS, xml.close(root));
    }

    @Override
    public HttpResponse error(Optional<ServiceModel> model, AwsException error, String requestId) {
        boolean ec2 = model.filter(QueryWire::isEc2).isPresent();
        ErrorCodes.Answer answer = ErrorCodes.query(model, error.code(), ec2);
        String message = String.valueOf(error.getMessage());
        Xml xml = new Xml();
        if (ec2) {
            xml.root("Response", "").open("Errors").open("Error");
            xml.element("Code", answer.code()).element("Message", message);
            xml.close("Error").close("Errors").element("RequestID", requestId).close("Response");
        } else {
            xml.root("ErrorResponse", model.map(ServiceModel::namespace).orElse("")).open("Error");
            xml.element("Type", answer.status() < 500 ? "Sender" : "Receiver");
            xml.element("Code", answer.code()).element("Message", message).close("Error");
            xml.element("RequestId", requestId).close("ErrorResponse");
        }
        return Replies.of(answer.status(), "text/xml;charset=UTF-8", requestId, NO_HEADERS, xml);
    }

    private static boolean isEc2(ServiceModel model) {
        return model.protocols().contains("ec2");
    }
}
