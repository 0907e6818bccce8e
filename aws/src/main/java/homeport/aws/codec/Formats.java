package homeport.aws.codec;

import homeport.aws.AwsException;
import homeport.aws.model.ServiceModel;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.cbor.CBORFactory;

/** JSON and CBOR as one: same reader, same writer, same limits. */
final class Formats {
    static final int DEPTH_MAX = 64;
    static final int NUMBER_DIGITS_MAX = 64;
    private static final StreamReadConstraints LIMITS =
            StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNumberLength(NUMBER_DIGITS_MAX)
                    .maxNameLength(8192)
                    .build();
    static final TokenStreamFactory JSON =
            JsonFactory.builder().streamReadConstraints(LIMITS).build();
    static final TokenStreamFactory CBOR =
            CBORFactory.builder().streamReadConstraints(LIMITS).build();

    private Formats() {}

    static void read(TokenStreamFactory format, byte[] body, SdkPojo builder) {
        try (JsonParser parser = format.createParser(ObjectReadContext.empty(), body)) {
            DataReader.read(parser, builder);
        } catch (JacksonException e) {
            // Not its message: that repeats the body, and the body may hold a password.
            throw new AwsException(
                    "SerializationException",
                    "The body is not well-formed " + format.getFormatName() + ".");
        }
    }

    static byte[] write(TokenStreamFactory format, SdkPojo pojo) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = format.createGenerator(ObjectWriteContext.empty(), bytes)) {
            new DataWriter(out).structure(pojo);
        }
        return bytes.toByteArray();
    }

    static byte[] error(TokenStreamFactory format, String type, String message) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = format.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            out.writeStringProperty("__type", type);
            out.writeStringProperty("message", String.valueOf(message));
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** The error's name, and for services that once spoke query the code it had there. */
    static Map<String, String> errorHeaders(
            Optional<ServiceModel> model, ErrorCodes.Answer answer, String code) {
        boolean query = model.filter(known -> known.protocols().contains("query")).isPresent();
        if (!query) return Map.of("x-amzn-ErrorType", answer.code());
        String fault = answer.status() < 500 ? "Sender" : "Receiver";
        String old = ErrorCodes.query(model, code, false).code();
        return Map.of("x-amzn-ErrorType", answer.code(), "x-amzn-query-error", old + ";" + fault);
    }
}
