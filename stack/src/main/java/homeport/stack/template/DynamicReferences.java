package homeport.stack.template;

import homeport.aws.AwsException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * References to values that live in other services and are looked up at the moment of use. Source:
 * user guide, "Get values stored in other services using dynamic references".
 */
public final class DynamicReferences {
    /** Characters of all that one resource looks up: a secret can be named a thousand times. */
    static final int CHARACTERS_MAX = 1_000_000;

    private static final Pattern REFERENCE = Pattern.compile("\\{\\{resolve:([^{}]+)}}");

    private final Function<Reference, String> look;
    private int left = CHARACTERS_MAX;

    private DynamicReferences(Function<Reference, String> look) {
        this.look = look;
    }

    /** One reference. */
    public sealed interface Reference {
        /**
         * @param version empty: the newest
         * @param secure its type is SecureString
         */
        record OfParameter(String name, Optional<String> version, boolean secure)
                implements Reference {}

        /**
         * @param key of the secret's JSON; empty: the whole text
         */
        record OfSecret(
                String id, Optional<String> key, Optional<String> stage, Optional<String> version)
                implements Reference {}
    }

    public static boolean in(JsonNode node) {
        if (node.isString()) return REFERENCE.matcher(node.stringValue()).find();
        return node.valueStream().anyMatch(DynamicReferences::in);
    }

    /**
     * A copy with every reference looked up.
     *
     * @throws AwsException {@code ValidationError}: it is no reference, or they come to more than
     *     {@link #CHARACTERS_MAX}; else what {@code look} throws
     */
    public static JsonNode resolve(JsonNode node, Function<Reference, String> look) {
        return new DynamicReferences(look).resolved(node);
    }

    private JsonNode resolved(JsonNode node) {
        if (node.isString()) return JsonNodeFactory.instance.stringNode(text(node.stringValue()));
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(one -> array.add(resolved(one)));
            return array;
        }
        if (!node.isObject()) return node;
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        node.forEachEntry((name, value) -> object.set(name, resolved(value)));
        return object;
    }

    private String text(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            String value = look.apply(parse(matcher.group(1)));
            left -= value.length();
            if (left < 0)
                throw Fault.validation(
                        "The dynamic references of a resource come to more than %d characters"
                                .formatted(CHARACTERS_MAX));
            matcher.appendReplacement(result, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(result).toString();
    }

    static Reference parse(String inside) {
        int colon = inside.indexOf(':');
        String service = colon < 0 ? inside : inside.substring(0, colon);
        String rest = colon < 0 ? "" : inside.substring(colon + 1);
        return switch (service) {
            case "ssm", "ssm-secure" -> parameter(inside, rest, service.equals("ssm-secure"));
            case "secretsmanager" -> secret(inside, rest);
            default -> throw wrong(inside);
        };
    }

    private static Reference parameter(String inside, String rest, boolean secure) {
        int colon = rest.lastIndexOf(':');
        boolean versioned = colon > 0 && rest.substring(colon + 1).matches("[0-9]+");
        String name = versioned ? rest.substring(0, colon) : rest;
        if (name.isEmpty()) throw wrong(inside);
        return new Reference.OfParameter(
                name,
                versioned ? Optional.of(rest.substring(colon + 1)) : Optional.empty(),
                secure);
    }

    private static Reference secret(String inside, String rest) {
        String[] parts = rest.split(":", -1);
        int after = rest.startsWith("arn:") ? 7 : 1;
        if (parts.length < after || parts[after - 1].isEmpty()) throw wrong(inside);
        String id = String.join(":", java.util.Arrays.copyOf(parts, after));
        Optional<String> kind = part(parts, after);
        if (kind.isPresent() && !kind.get().equals("SecretString")) throw wrong(inside);
        if (parts.length > after + 4) throw wrong(inside);
        return new Reference.OfSecret(
                id, part(parts, after + 1), part(parts, after + 2), part(parts, after + 3));
    }

    private static Optional<String> part(String[] parts, int index) {
        return index < parts.length && !parts[index].isEmpty()
                ? Optional.of(parts[index])
                : Optional.empty();
    }

    private static AwsException wrong(String inside) {
        return Fault.validation(
                "Could not parse dynamic reference {{resolve:%s}}; allowed are ssm:name:version, ssm-secure:name:version and secretsmanager:secret-id:SecretString:json-key:version-stage:version-id"
                        .formatted(inside));
    }
}
