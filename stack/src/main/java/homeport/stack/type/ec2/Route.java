package homeport.stack.type.ec2;

import static homeport.stack.type.ec2.Networks.EC2;

import homeport.aws.AwsException;
import homeport.stack.type.Api;
import homeport.stack.type.Ask;
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
import tools.jackson.databind.node.ObjectNode;

/** One route of a table; its id is the table and the destination. */
final class Route implements Documented {
    private static final List<String> DESTINATIONS =
            List.of("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId");
    private static final List<String> TARGETS =
            List.of("GatewayId", "NatGatewayId", "NetworkInterfaceId", "VpcEndpointId");

    @Override
    public String name() {
        return "AWS::EC2::Route";
    }

    @Override
    public Map<String, Effect> properties() {
        Map<String, Effect> properties = new LinkedHashMap<>();
        properties.put("RouteTableId", Effect.REPLACE);
        DESTINATIONS.forEach(one -> properties.put(one, Effect.REPLACE));
        TARGETS.forEach(one -> properties.put(one, Effect.UPDATE));
        return properties;
    }

    @Override
    public Set<String> attributes() {
        return Set.of("CidrBlock");
    }

    @Override
    public String refers() {
        return "the route table's id and the destination";
    }

    @Override
    public String create(Api api, Place place, ObjectNode properties) {
        try {
            route(properties).of(api, EC2, "CreateRoute");
        } catch (AwsException refused) {
            if (!Told.exists(refused) || !isThere(api, properties)) throw refused;
        }
        return properties.path("RouteTableId").asString("") + "|" + destination(properties);
    }

    private static Ask route(ObjectNode properties) {
        Ask route =
                Ask.from(properties, DESTINATIONS).take(properties, "RouteTableId", "RouteTableId");
        TARGETS.forEach(target -> route.take(properties, target, target));
        return route;
    }

    /** With the same target: an earlier attempt made it. */
    private static boolean isThere(Api api, ObjectNode wanted) {
        JsonNode routes =
                Ask.nothing()
                        .and("RouteTableIds", List.of(wanted.path("RouteTableId").asString("")))
                        .of(api, EC2, "DescribeRouteTables")
                        .at("/RouteTables/0/Routes");
        for (JsonNode route : routes.values()) {
            boolean same = true;
            for (String member : DESTINATIONS) same &= equal(route, wanted, member);
            for (String member : TARGETS)
                if (wanted.has(member)) same &= equal(route, wanted, member);
            if (same) return true;
        }
        return false;
    }

    private static boolean equal(JsonNode one, JsonNode other, String member) {
        return one.path(member).asString("").equals(other.path(member).asString(""));
    }

    private static String destination(ObjectNode properties) {
        return DESTINATIONS.stream()
                .map(one -> properties.path(one).asString(""))
                .filter(one -> !one.isEmpty())
                .findFirst()
                .orElse("");
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        route(wanted).of(api, EC2, "ReplaceRoute");
    }

    @Override
    public void delete(Api api, Made made) {
        Told.remove(() ->
                Ask.from(made.properties(), DESTINATIONS)
                        .take(made.properties(), "RouteTableId", "RouteTableId")
                        .of(api, EC2, "DeleteRoute"));
    }

    @Override
    public String attribute(Api api, Made made, String name) {
        if (!name.equals("CidrBlock")) return Documented.super.attribute(api, made, name);
        return made.properties().path("DestinationCidrBlock").asString("");
    }
}
