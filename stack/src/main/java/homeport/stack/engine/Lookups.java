package homeport.stack.engine;

import homeport.aws.AwsException;
import homeport.stack.template.DynamicReferences;
import homeport.stack.template.DynamicReferences.Reference;
import homeport.stack.type.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values that live in other services. */
public final class Lookups {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Lookups() {}

    static ObjectNode resolve(Api api, ObjectNode properties) {
        if (!DynamicReferences.in(properties)) return properties.deepCopy();
        return (ObjectNode) DynamicReferences.resolve(properties, one -> look(api, one));
    }

    private static String look(Api api, Reference reference) {
        return switch (reference) {
            case Reference.OfParameter one ->
                    parameter(api, one.name() + one.version().map(v -> ":" + v).orElse(""))
                            .orElseThrow(() ->
                                    new AwsException(
                                            "ValidationError",
                                            "SSM parameter %s was not found"
                                                    .formatted(one.name())));
            case Reference.OfSecret one -> secret(api, one);
        };
    }

    /** A parameter of the parameter store; empty when there is none. */
    public static Optional<String> parameter(Api api, String name) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("Name", name).put("WithDecryption", true);
        try {
            return Optional.of(
                    api.call("ssm", "GetParameter", request)
                            .path("Parameter")
                            .path("Value")
                            .asString());
        } catch (AwsException refused) {
            if (refused.code().startsWith("ParameterNotFound")
                    || refused.code().startsWith("ParameterVersionNotFound"))
                return Optional.empty();
            throw refused;
        }
    }

    private static String secret(Api api, Reference.OfSecret one) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("SecretId", one.id());
        one.stage().ifPresent(stage -> request.put("VersionStage", stage));
        one.version().ifPresent(version -> request.put("VersionId", version));
        JsonNode text = api.call("secretsmanager", "GetSecretValue", request).path("SecretString");
        if (!text.isString())
            throw new AwsException(
                    "ValidationError", "Secret %s has no SecretString".formatted(one.id()));
        if (one.key().isEmpty()) return text.stringValue();
        return key(one, text.stringValue());
    }

    /** Never says what the secret holds. */
    private static String key(Reference.OfSecret one, String json) {
        JsonNode value;
        try {
            value = JSON.readTree(json).path(one.key().get());
        } catch (JacksonException notJson) {
            value = JsonNodeFactory.instance.missingNode();
        }
        if (value.isMissingNode() || value.isContainer())
            throw new AwsException(
                    "ValidationError",
                    "Could not find a value associated with JSONKey in SecretString (secret %s, key %s)"
                            .formatted(one.id(), one.key().get()));
        return value.asString();
    }

    /** The availability zones of a region, in order. */
    public static List<String> zones(Api api, String region) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        List<String> zones = new ArrayList<>();
        for (JsonNode one :
                api.call("ec2", "DescribeAvailabilityZones", request).path("AvailabilityZones"))
            if (one.path("RegionName").asString(region).equals(region))
                zones.add(one.path("ZoneName").asString());
        if (zones.isEmpty())
            throw new AwsException(
                    "ValidationError",
                    "Template error: Fn::GetAZs knows no availability zones of %s here"
                            .formatted(region));
        return zones.stream().sorted().toList();
    }
}
