package homeport.stack.type.secretsmanager;

import static homeport.stack.type.secretsmanager.Secrets.SERVICE;

import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Documented;
import homeport.stack.type.Effect;
import homeport.stack.type.Made;
import homeport.stack.type.Place;
import homeport.stack.type.Told;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Who else may read a secret. */
final class SecretPolicy implements Documented {
    @Override
    public String name() {
        return "AWS::SecretsManager::ResourcePolicy";
    }

    @Override
    public Map<String, Effect> properties() {
        Map<String, Effect> properties = new LinkedHashMap<>();
        properties.put("SecretId", Effect.REPLACE);
        properties.put("ResourcePolicy", Effect.UPDATE);
        properties.put("BlockPublicPolicy", Effect.UPDATE);
        return properties;
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Id");
    }

    @Override
    public String refers() {
        return "the secret's ARN";
    }

    @Override
    public String create(Api api, Place place, ObjectNode properties) {
        return Ask.nothing()
                .take(properties, "SecretId", "SecretId")
                .takeText(properties, "ResourcePolicy", "ResourcePolicy")
                .take(properties, "BlockPublicPolicy", "BlockPublicPolicy")
                .of(api, SERVICE, "PutResourcePolicy")
                .path("ARN")
                .asString();
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        create(api, made.place(), wanted);
    }

    @Override
    public void delete(Api api, Made made) {
        Told.remove(() -> Ask.with("SecretId", made.id()).of(api, SERVICE, "DeleteResourcePolicy"));
    }

    @Override
    public String attribute(Api api, Made made, String name) {
        return name.equals("Id") ? made.id() : Documented.super.attribute(api, made, name);
    }
}
