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

/** When a secret that RDS manages gets a new value; no others can be rotated, without Lambda. */
final class RotationSchedule implements Documented {
    @Override
    public String name() {
        return "AWS::SecretsManager::RotationSchedule";
    }

    @Override
    public Map<String, Effect> properties() {
        Map<String, Effect> properties = new LinkedHashMap<>();
        properties.put("SecretId", Effect.REPLACE);
        properties.put("RotationRules", Effect.UPDATE);
        properties.put("RotateImmediatelyOnUpdate", Effect.UPDATE);
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
        return Ask.with("ClientRequestToken", place.token())
                .take(properties, "SecretId", "SecretId")
                .take(properties, "RotationRules", "RotationRules")
                .take(properties, "RotateImmediatelyOnUpdate", "RotateImmediately")
                .of(api, SERVICE, "RotateSecret")
                .path("ARN")
                .asString();
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        create(api, made.place(), wanted);
    }

    @Override
    public void delete(Api api, Made made) {
        Told.remove(() -> Ask.with("SecretId", made.id()).of(api, SERVICE, "CancelRotateSecret"));
    }

    @Override
    public String attribute(Api api, Made made, String name) {
        return name.equals("Id") ? made.id() : Documented.super.attribute(api, made, name);
    }
}
