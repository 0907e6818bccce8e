package homeport.aws.codec;

import homeport.aws.AwsException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.Buildable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Inputs and results as trees of the members that the model names, whatever the service's wire
 * makes of these names.
 */
public final class Members {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Members() {}

    /**
     * Sets members of a builder. A scalar may be written as text or the other way around: {@code
     * "true"}, {@code "100"}, {@code 5} for a string. Nulls are passed over.
     *
     * @param what the structure's name, for messages
     * @throws AwsException {@code ValidationError}: a member that the model does not have, or a
     *     value that cannot be of its type
     */
    public static void read(ObjectNode members, SdkPojo builder, String what) {
        for (Map.Entry<String, JsonNode> member : members.properties()) {
            String path = what + "." + member.getKey();
            SdkField<?> field = field(builder, member.getKey(), what);
            if (!member.getValue().isNull())
                field.set(builder, value(field, member.getValue(), path));
        }
    }

    private static SdkField<?> field(SdkPojo builder, String name, String what) {
        for (SdkField<?> field : builder.sdkFields())
            if (field.memberName().equals(name)) return field;
        throw new AwsException("ValidationError", "%s has no member %s".formatted(what, name));
    }

    private static Object value(SdkField<?> field, JsonNode given, String path) {
        MarshallingKnownType type = field.marshallingType().getKnownType();
        return switch (type) {
            case SDK_POJO -> {
                if (!(given instanceof ObjectNode members)) throw wrong(type, path);
                SdkPojo builder = field.constructor().get();
                read(members, builder, path);
                yield ((Buildable) builder).build();
            }
            case LIST -> {
                if (!given.isArray()) throw wrong(type, path);
                SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
                List<Object> list = new ArrayList<>();
                for (JsonNode one : given.values())
                    list.add(value(element, one, path + "." + (list.size() + 1)));
                yield list;
            }
            case MAP -> {
                if (!given.isObject()) throw wrong(type, path);
                SdkField<?> element = field.getTrait(MapTrait.class).valueFieldInfo();
                Map<String, Object> map = new LinkedHashMap<>();
                given.properties()
                        .forEach(one ->
                                map.put(
                                        one.getKey(),
                                        value(element, one.getValue(), path + "." + one.getKey())));
                yield map;
            }
            default -> scalar(type, given, path);
        };
    }

    private static Object scalar(MarshallingKnownType type, JsonNode given, String path) {
        if (!given.isValueNode() || given.isNull()) throw wrong(type, path);
        try {
            return Scalars.parse(type, whole(type, given));
        } catch (IllegalArgumentException notThat) {
            throw wrong(type, path);
        }
    }

    /** JSON does not tell 5 from 5.0. */
    private static String whole(MarshallingKnownType type, JsonNode given) {
        boolean integral =
                switch (type) {
                    case INTEGER, LONG, SHORT, BYTE -> true;
                    default -> false;
                };
        return integral && given.isNumber() && given.canConvertToExactIntegral()
                ? given.bigIntegerValue().toString()
                : given.asString();
    }

    private static AwsException wrong(MarshallingKnownType type, String path) {
        // Not the value: it may be a password.
        return new AwsException(
                "ValidationError", "%s must be %s".formatted(path, Scalars.wanted(type)));
    }

    /** The members that are set; timestamps in ISO 8601, bytes in base64. */
    public static ObjectNode write(SdkPojo pojo) {
        ObjectNode members = NODES.objectNode();
        for (SdkField<?> field : pojo.sdkFields()) {
            Object value = field.getValueOrDefault(pojo);
            if (value == null
                    || value instanceof SdkAutoConstructList
                    || value instanceof SdkAutoConstructMap) continue;
            members.set(field.memberName(), node(value));
        }
        return members;
    }

    private static JsonNode node(Object value) {
        return switch (value) {
            case SdkPojo pojo -> write(pojo);
            case List<?> list -> {
                ArrayNode array = NODES.arrayNode();
                list.forEach(one -> array.add(node(one)));
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = NODES.objectNode();
                map.forEach((key, one) -> object.set(key.toString(), node(one)));
                yield object;
            }
            case Boolean bool -> NODES.booleanNode(bool);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            case Float number -> NODES.numberNode(number);
            case Instant instant -> NODES.stringNode(instant.toString());
            case SdkBytes bytes ->
                    NODES.stringNode(Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe()));
            default -> NODES.stringNode(value.toString());
        };
    }
}
