package homeport.aws.codec;

import homeport.aws.AwsException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.Buildable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * JSON or CBOR into a builder. Unknown members and nulls are passed over; a value of the wrong type
 * is the caller's error, named by its path.
 */
final class DataReader {
    /**
     * Of all lists and maps together: an empty structure is two bytes in the body and a hundred in
     * the memory. Numbers are smaller, and PutMetricData has hundreds of thousands.
     */
    static final int ITEMS_MAX = 100_000;

    private static final int NUMBERS_PER_ITEM = 5;

    private final JsonParser parser;
    private int counted;

    private DataReader(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * @throws AwsException {@code SerializationException}
     * @throws tools.jackson.core.JacksonException the bytes are not of the format
     */
    static void read(JsonParser parser, SdkPojo builder) {
        JsonToken first = parser.nextToken();
        if (first == null) return; // an empty body is an input without members
        if (first != JsonToken.START_OBJECT) throw invalid("", "must be a structure");
        new DataReader(parser).structure(builder, "");
        if (parser.nextToken() != null) throw invalid("", "must end after its structure");
    }

    private void structure(SdkPojo builder, String path) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            SdkField<?> field = field(builder, name);
            JsonToken token = parser.nextToken();
            if (field == null) parser.skipChildren();
            else if (token != JsonToken.VALUE_NULL)
                field.set(builder, value(field, token, path + name));
        }
    }

    private static SdkField<?> field(SdkPojo builder, String name) {
        for (SdkField<?> field : builder.sdkFields())
            if (field.locationName().equals(name)) return field;
        return null;
    }

    private Object value(SdkField<?> field, JsonToken token, String path) {
        MarshallingKnownType type = field.marshallingType().getKnownType();
        return switch (type) {
            case SDK_POJO -> {
                if (token != JsonToken.START_OBJECT) throw wrong(type, path);
                SdkPojo builder = field.constructor().get();
                structure(builder, path + ".");
                yield ((Buildable) builder).build();
            }
            case LIST -> {
                if (token != JsonToken.START_ARRAY) throw wrong(type, path);
                yield list(field.getTrait(ListTrait.class).memberFieldInfo(), path);
            }
            case MAP -> {
                if (token != JsonToken.START_OBJECT) throw wrong(type, path);
                yield map(field.getTrait(MapTrait.class).valueFieldInfo(), path);
            }
            default -> scalar(type, token, path);
        };
    }

    private List<Object> list(SdkField<?> element, String path) {
        var result = new ArrayList<Object>();
        JsonToken token;
        while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
            String at = path + "." + (result.size() + 1);
            count(token.isNumeric() ? 1 : NUMBERS_PER_ITEM, at);
            if (token == JsonToken.VALUE_NULL) throw invalid(at, "must not be null");
            result.add(value(element, token, at));
        }
        return result;
    }

    private void count(int weight, String path) {
        counted += weight;
        if (counted > ITEMS_MAX * NUMBERS_PER_ITEM)
            throw invalid(path, "is one of more than " + ITEMS_MAX + " in lists and maps");
    }

    private Map<String, Object> map(SdkField<?> element, String path) {
        var result = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (key == null) throw wrong(MarshallingKnownType.MAP, path);
            JsonToken token = parser.nextToken();
            String at = path + "." + key;
            count(NUMBERS_PER_ITEM, at);
            if (token == JsonToken.VALUE_NULL) throw invalid(at, "must not be null");
            result.put(key, value(element, token, at));
        }
        return result;
    }

    /**
     * Half a surrogate pair can be escaped in JSON, but no answer could ever be written with it.
     */
    private static boolean paired(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) continue;
            boolean pair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(++i));
            if (!pair) return false;
        }
        return true;
    }

    private Object scalar(MarshallingKnownType type, JsonToken token, String path) {
        boolean text = token == JsonToken.VALUE_STRING;
        boolean number = token.isNumeric();
        try {
            return switch (type) {
                case STRING -> {
                    if (!text || !paired(parser.getString())) throw wrong(type, path);
                    yield parser.getString();
                }
                case BOOLEAN -> {
                    if (!token.isBoolean()) throw wrong(type, path);
                    yield parser.getBooleanValue();
                }
                case SDK_BYTES -> {
                    if (!text && token != JsonToken.VALUE_EMBEDDED_OBJECT) throw wrong(type, path);
                    byte[] bytes = parser.getBinaryValue();
                    if (bytes == null) throw wrong(type, path); // "undefined" of CBOR
                    yield SdkBytes.fromByteArrayUnsafe(bytes);
                }
                case INSTANT -> {
                    if (text) yield Scalars.instant(parser.getString());
                    if (!number) throw wrong(type, path);
                    yield Scalars.seconds(parser.getDoubleValue());
                }
                case FLOAT, DOUBLE -> {
                    if (text) yield special(type, parser.getString(), path);
                    if (!number) throw wrong(type, path);
                    yield Scalars.floating(type, parser.getDoubleValue());
                }
                case INTEGER, LONG, SHORT, BYTE, BIG_DECIMAL -> {
                    if (!number) throw wrong(type, path);
                    yield Scalars.parse(type, integral(token));
                }
                case NULL, SDK_POJO, LIST, MAP, DOCUMENT -> throw wrong(type, path);
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            throw wrong(type, path);
        }
    }

    /** The digits of an integer; of a floating number only when it is a whole one. */
    private String integral(JsonToken token) {
        if (token == JsonToken.VALUE_NUMBER_INT) return parser.getString();
        double value = parser.getDoubleValue();
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
        return whole ? String.valueOf((long) value) : parser.getString();
    }

    /** JSON has no other way to write these three. */
    private static Object special(MarshallingKnownType type, String text, String path) {
        return switch (text) {
            case "NaN", "Infinity", "-Infinity" -> {
                if (type == MarshallingKnownType.FLOAT) yield Float.valueOf(text);
                yield Double.valueOf(text);
            }
            default -> throw wrong(type, path);
        };
    }

    private static AwsException wrong(MarshallingKnownType type, String path) {
        return invalid(path, "must be " + Scalars.wanted(type));
    }

    private static AwsException invalid(String path, String what) {
        String at = path.isEmpty() ? "The request" : "The value at '" + path + "'";
        return new AwsException("SerializationException", at + " " + what + ".");
    }
}
