package homeport.stack.type.secretsmanager;

import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Change;
import homeport.stack.type.Declaration;
import homeport.stack.type.Documented;
import homeport.stack.type.TagForm;
import homeport.stack.type.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Secrets, and what belongs to them. */
public final class Secrets {
    static final String SERVICE = "secretsmanager";

    private static final int NAME_MAX = 64;
    private static final String VALUE = "SecretString";
    private static final String GENERATED = "GenerateSecretString";
    private static final String TEMPLATE = "SecretStringTemplate";
    private static final String KEY = "GenerateStringKey";

    private Secrets() {}

    public static List<Documented> types() {
        return List.of(
                secret(), new TargetAttachment(), new SecretPolicy(), new RotationSchedule());
    }

    private static Documented secret() {
        return Declaration.type("AWS::SecretsManager::Secret", SERVICE)
                .named("Name", NAME_MAX)
                .update("Description", "KmsKeyId", VALUE, GENERATED)
                .apart(VALUE, GENERATED)
                .tagged(TagForm.secrets())
                .createdBy("CreateSecret", "/ARN")
                .createdWith((api, place, properties, ask) -> {
                    ask.and("ClientRequestToken", place.token());
                    value(api, properties).ifPresent(value -> ask.and(VALUE, value));
                })
                .id("SecretId")
                .idSeenAt("/ARN")
                .seenBy("DescribeSecret", "SecretId", "")
                .modifiedBy("UpdateSecret")
                .settle(Secrets::settle)
                .deletedBy("DeleteSecret")
                .deletedWith((api, made, ask) -> ask.and("ForceDeleteWithoutRecovery", true))
                .refers("the secret's ARN")
                .attribute("Id", "")
                .build();
    }

    private static void settle(Change change) {
        if (change.fresh() || !change.changed(List.of(VALUE, GENERATED))) return;
        value(change.api(), change.wanted())
                .ifPresent(value -> write(change.api(), change.id(), value));
    }

    /** A new version; an attempt that is repeated makes another one. */
    static void write(Api api, String secret, String value) {
        Ask.with("SecretId", secret)
                .and(VALUE, value)
                .and("ClientRequestToken", UUID.randomUUID().toString())
                .of(api, SERVICE, "UpdateSecret");
    }

    private static Optional<String> value(Api api, ObjectNode properties) {
        boolean given = properties.hasNonNull(VALUE);
        if (!properties.hasNonNull(GENERATED))
            return given ? Optional.of(Ask.text(properties.get(VALUE))) : Optional.empty();
        if (given)
            throw Told.invalid("You can't specify both SecretString and GenerateSecretString.");
        return Optional.of(generated(api, properties.get(GENERATED)));
    }

    private static String generated(Api api, JsonNode how) {
        ObjectNode wishes = (ObjectNode) how.deepCopy();
        String template = text(wishes.remove(TEMPLATE));
        String key = text(wishes.remove(KEY));
        if (template.isEmpty() != key.isEmpty())
            throw Told.invalid(
                    "SecretStringTemplate and GenerateStringKey are given together or not at all.");
        String password =
                Ask.from(wishes, new ArrayList<>(wishes.propertyNames()))
                        .of(api, SERVICE, "GetRandomPassword")
                        .path("RandomPassword")
                        .asString();
        if (key.isEmpty()) return password;
        return tree(template)
                .orElseThrow(() -> Told.invalid("SecretStringTemplate is not a JSON object."))
                .put(key, password)
                .toString();
    }

    private static String text(JsonNode value) {
        return value == null ? "" : Ask.text(value);
    }

    static Optional<ObjectNode> tree(String json) {
        try {
            JsonNode tree = JsonMapper.shared().readTree(json);
            return tree instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }
}
