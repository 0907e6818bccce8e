package homeport.stack.template;

import homeport.aws.AwsException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A template's text, JSON or YAML, as one tree in which every function has its long form. */
public final class TemplateReader {
    /** Given in a request. Source: "Understand CloudFormation quotas". */
    public static final int BODY_BYTES_MAX = 51_200;

    /** Given by a URL. */
    public static final int BYTES_MAX = 1_000_000;

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private TemplateReader() {}

    /**
     * @throws AwsException {@code ValidationError} with line and column
     */
    public static ObjectNode read(String text) {
        JsonNode tree = isJson(text) ? json(text) : new YamlTree().read(text);
        if (!(tree instanceof ObjectNode object))
            throw Fault.format("unsupported structure. A template is one object.");
        return object;
    }

    /** A YAML template may begin with a brace, but hardly with a quoted key after it. */
    static boolean isJson(String text) {
        String start = text.stripLeading();
        if (!start.startsWith("{")) return false;
        String next = start.substring(1).stripLeading();
        return next.startsWith("\"") || next.startsWith("}") || next.isEmpty();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException wrong) {
            throw Fault.format(
                    "JSON not well-formed. (line %d, column %d): %s",
                    wrong.getLocation().getLineNr(),
                    wrong.getLocation().getColumnNr(),
                    wrong.getOriginalMessage());
        }
    }
}
