package homeport.stack.type.iam;

import static homeport.stack.type.iam.Identities.IAM;

import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Documented;
import homeport.stack.type.Effect;
import homeport.stack.type.Made;
import homeport.stack.type.Place;
import homeport.stack.type.Tags;
import homeport.stack.type.Told;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A key of a user. IAM tells its secret once, and templates may ask for it at any time: it is kept
 * in Secrets Manager, under a name with the attempt's token and the key's id as description.
 */
final class AccessKey implements Documented {
    private static final String SECRETS = "secretsmanager";
    private static final String SECRET = "SecretAccessKey";

    @Override
    public String name() {
        return "AWS::IAM::AccessKey";
    }

    @Override
    public Map<String, Effect> properties() {
        Map<String, Effect> properties = new LinkedHashMap<>();
        properties.put("UserName", Effect.REPLACE);
        properties.put("Serial", Effect.REPLACE);
        properties.put("Status", Effect.UPDATE);
        return properties;
    }

    @Override
    public Set<String> attributes() {
        return Set.of(SECRET);
    }

    @Override
    public String refers() {
        return "the key's id";
    }

    @Override
    public List<String> notes() {
        return List.of(
                "The secret access key is kept as a secret `cloudformation/access-key/…` of Secrets Manager, which goes"
                        + " with the key. AWS keeps it where nobody sees it.");
    }

    @Override
    public String create(Api api, Place place, ObjectNode properties) {
        String name = "cloudformation/access-key/" + place.token();
        Optional<JsonNode> kept =
                Told.unlessMissing(
                        () -> Ask.with("SecretId", name).of(api, SECRETS, "GetSecretValue"));
        String id =
                kept.isPresent()
                        ? read(kept.get()).path("AccessKeyId").asString()
                        : made(api, place, name, properties);
        status(api, id, properties);
        return id;
    }

    private static String made(Api api, Place place, String name, ObjectNode properties) {
        JsonNode key =
                Ask.nothing()
                        .take(properties, "UserName", "UserName")
                        .of(api, IAM, "CreateAccessKey")
                        .path("AccessKey");
        String id = key.path("AccessKeyId").asString();
        Ask value = Ask.with("AccessKeyId", id).and(SECRET, key.path(SECRET).asString());
        Ask.with("Name", name)
                .and("Description", id)
                .and("ClientRequestToken", place.token())
                .and("SecretString", value.members().toString())
                .and("Tags", Tags.list(Tags.fresh(place, JsonNodeFactory.instance.objectNode())))
                .of(api, SECRETS, "CreateSecret");
        return id;
    }

    private static JsonNode read(JsonNode secret) {
        return JsonMapper.shared().readTree(secret.path("SecretString").asString());
    }

    private static void status(Api api, String id, ObjectNode properties) {
        Ask.with("AccessKeyId", id)
                .take(properties, "UserName", "UserName")
                .and("Status", properties.path("Status").asString("Active"))
                .of(api, IAM, "UpdateAccessKey");
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        status(api, made.id(), wanted);
    }

    @Override
    public void delete(Api api, Made made) {
        Told.remove(() ->
                Ask.with("AccessKeyId", made.id())
                        .take(made.properties(), "UserName", "UserName")
                        .of(api, IAM, "DeleteAccessKey"));
        kept(api, made.id())
                .ifPresent(arn ->
                        Ask.with("SecretId", arn)
                                .and("ForceDeleteWithoutRecovery", true)
                                .of(api, SECRETS, "DeleteSecret"));
    }

    /** The ARN of the secret that has it. */
    private static Optional<String> kept(Api api, String id) {
        Ask filter = Ask.with("Key", "description").and("Values", List.of(id));
        JsonNode found =
                Ask.nothing()
                        .and("Filters", JsonNodeFactory.instance.arrayNode().add(filter.members()))
                        .of(api, SECRETS, "ListSecrets")
                        .at("/SecretList/0/ARN");
        return found.isMissingNode() ? Optional.empty() : Optional.of(found.asString());
    }

    @Override
    public String attribute(Api api, Made made, String name) {
        if (!name.equals(SECRET)) return Documented.super.attribute(api, made, name);
        String arn = kept(api, made.id()).orElseThrow(() -> Told.notFound(name(), made.id()));
        JsonNode secret = Ask.with("SecretId", arn).of(api, SECRETS, "GetSecretValue");
        return read(secret).path(SECRET).asString();
    }
}
