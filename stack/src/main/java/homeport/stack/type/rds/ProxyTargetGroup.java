package homeport.stack.type.rds;

import static homeport.stack.type.rds.Databases.RDS;

import homeport.aws.AwsException;
import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Change;
import homeport.stack.type.Documented;
import homeport.stack.type.Effect;
import homeport.stack.type.Made;
import homeport.stack.type.Place;
import homeport.stack.type.Told;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The target group that every DB proxy has from the start: its settings, and its targets. */
final class ProxyTargetGroup implements Documented {
    private static final String POOL = "ConnectionPoolConfigurationInfo";
    private static final String INSTANCES = "DBInstanceIdentifiers";
    private static final String CLUSTERS = "DBClusterIdentifiers";

    @Override
    public String name() {
        return "AWS::RDS::DBProxyTargetGroup";
    }

    @Override
    public Map<String, Effect> properties() {
        Map<String, Effect> properties = new LinkedHashMap<>();
        properties.put("DBProxyName", Effect.REPLACE);
        properties.put("TargetGroupName", Effect.REPLACE);
        for (String one : List.of(POOL, INSTANCES, CLUSTERS)) properties.put(one, Effect.UPDATE);
        return properties;
    }

    @Override
    public Set<String> attributes() {
        return Set.of("TargetGroupArn");
    }

    @Override
    public String refers() {
        return "the target group's ARN";
    }

    @Override
    public String create(Api api, Place place, ObjectNode properties) {
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        settle(new Change(api, place, "", nothing, properties));
        return group(properties)
                .of(api, RDS, "DescribeDBProxyTargetGroups")
                .at("/TargetGroups/0/TargetGroupArn")
                .asString();
    }

    private static Ask group(ObjectNode properties) {
        return Ask.with("TargetGroupName", properties.path("TargetGroupName").asString("default"))
                .take(properties, "DBProxyName", "DBProxyName");
    }

    private static void settle(Change change) {
        if (change.changed(POOL) && change.wanted().hasNonNull(POOL))
            group(change.wanted())
                    .take(change.wanted(), POOL, "ConnectionPoolConfig")
                    .of(change.api(), RDS, "ModifyDBProxyTargetGroup");
        for (String kind : List.of(INSTANCES, CLUSTERS)) {
            deregister(change.api(), change.wanted(), kind, change.dropped(kind));
            for (String target : change.added(kind))
                register(change.api(), change.wanted(), kind, target);
        }
    }

    private static void register(Api api, ObjectNode properties, String kind, String target) {
        try {
            group(properties).and(kind, List.of(target)).of(api, RDS, "RegisterDBProxyTargets");
        } catch (AwsException told) {
            if (!told.code().startsWith("DBProxyTargetAlreadyRegistered")) throw told;
        }
    }

    private static void deregister(
            Api api, ObjectNode properties, String kind, List<String> targets) {
        for (String target : targets)
            Told.remove(() ->
                    group(properties)
                            .and(kind, List.of(target))
                            .of(api, RDS, "DeregisterDBProxyTargets"));
    }

    /** Clients can be served: every target was reached. */
    @Override
    public boolean ready(Api api, Made made) {
        JsonNode targets =
                group(made.properties()).of(api, RDS, "DescribeDBProxyTargets").path("Targets");
        return targets.valueStream()
                .filter(target -> !target.path("Type").asString("").equals("TRACKED_CLUSTER"))
                .allMatch(target ->
                        target.at("/TargetHealth/State").asString("").equals("AVAILABLE"));
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        settle(new Change(api, made.place(), made.id(), made.properties(), wanted));
    }

    /** The group goes with its proxy. */
    @Override
    public void delete(Api api, Made made) {
        for (String kind : List.of(INSTANCES, CLUSTERS))
            deregister(api, made.properties(), kind, Ask.texts(made.properties().get(kind)));
    }

    @Override
    public String attribute(Api api, Made made, String name) {
        return name.equals("TargetGroupArn")
                ? made.id()
                : Documented.super.attribute(api, made, name);
    }
}
