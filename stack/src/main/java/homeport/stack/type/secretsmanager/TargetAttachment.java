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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes where a database is into the secret that has its password. */
final class TargetAttachment implements Documented {
    private static final String INSTANCE = "AWS::RDS::DBInstance";
    private static final String CLUSTER = "AWS::RDS::DBCluster";

    @Override
    public String name() {
        return "AWS::SecretsManager::SecretTargetAttachment";
    }

    @Override
    public Map<String, Effect> properties() {
        Map<String, Effect> properties = new LinkedHashMap<>();
        properties.put("SecretId", Effect.REPLACE);
        properties.put("TargetType", Effect.UPDATE);
        properties.put("TargetId", Effect.UPDATE);
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
        JsonNode secret =
                Ask.nothing()
                        .take(properties, "SecretId", "SecretId")
                        .of(api, SERVICE, "GetSecretValue");
        String arn = secret.path("ARN").asString();
        ObjectNode before =
                Secrets.tree(secret.path("SecretString").asString(""))
                        .orElseThrow(() ->
                                Told.invalid(
                                        "The secret value of %s is not a JSON object."
                                                .formatted(arn)));
        ObjectNode after = before.deepCopy();
        after.setAll(target(api, properties));
        if (!after.equals(before)) Secrets.write(api, arn, after.toString());
        return arn;
    }

    private static ObjectNode target(Api api, ObjectNode properties) {
        String id = properties.path("TargetId").asString("");
        String type = properties.path("TargetType").asString("");
        Ask found = Ask.nothing();
        switch (type) {
            case INSTANCE -> {
                JsonNode instance =
                        Ask.with("DBInstanceIdentifier", id)
                                .of(api, "rds", "DescribeDBInstances")
                                .at("/DBInstances/0");
                found.and("host", instance.at("/Endpoint/Address").asString())
                        .and("port", instance.at("/Endpoint/Port"))
                        .and("engine", instance.path("Engine").asString())
                        .and("dbInstanceIdentifier", id);
                name(found, instance.path("DBName"));
            }
            case CLUSTER -> {
                JsonNode cluster =
                        Ask.with("DBClusterIdentifier", id)
                                .of(api, "rds", "DescribeDBClusters")
                                .at("/DBClusters/0");
                found.and("host", cluster.path("Endpoint").asString())
                        .and("port", cluster.path("Port"))
                        .and("engine", cluster.path("Engine").asString())
                        .and("dbClusterIdentifier", id);
                name(found, cluster.path("DatabaseName"));
            }
            default ->
                    throw Told.invalid(
                            "TargetType is %s, allowed %s and %s."
                                    .formatted(type, INSTANCE, CLUSTER));
        }
        return found.members();
    }

    private static void name(Ask found, JsonNode database) {
        if (!database.asString("").isEmpty()) found.and("dbname", database);
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        create(api, made.place(), wanted);
    }

    /** The secret keeps what it was told. */
    @Override
    public void delete(Api api, Made made) {}

    @Override
    public String attribute(Api api, Made made, String name) {
        return name.equals("Id") ? made.id() : Documented.super.attribute(api, made, name);
    }
}
