package homeport.stack.type.ec2;

import static homeport.stack.type.ec2.Networks.EC2;

import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Documented;
import homeport.stack.type.Effect;
import homeport.stack.type.Made;
import homeport.stack.type.Place;
import homeport.stack.type.Told;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which route table a subnet has. A subnet has one: to make an association where there is one
 * replaces it, and the old one's id is then no more.
 */
final class SubnetRouteTable implements Documented {
    @Override
    public String name() {
        return "AWS::EC2::SubnetRouteTableAssociation";
    }

    @Override
    public Map<String, Effect> properties() {
        return Map.of("SubnetId", Effect.REPLACE, "RouteTableId", Effect.REPLACE);
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Id");
    }

    @Override
    public String refers() {
        return "the association's id";
    }

    @Override
    public String create(Api api, Place place, ObjectNode properties) {
        String table = properties.path("RouteTableId").asString("");
        String subnet = properties.path("SubnetId").asString("");
        Optional<JsonNode> held = association(api, "association.subnet-id", subnet, "SubnetId");
        if (held.isEmpty())
            return Ask.with("RouteTableId", table)
                    .and("SubnetId", subnet)
                    .of(api, EC2, "AssociateRouteTable")
                    .path("AssociationId")
                    .asString();
        String id = held.get().path("RouteTableAssociationId").asString();
        if (held.get().path("RouteTableId").asString().equals(table)) return id;
        return Ask.with("AssociationId", id)
                .and("RouteTableId", table)
                .of(api, EC2, "ReplaceRouteTableAssociation")
                .path("NewAssociationId")
                .asString();
    }

    private static Optional<JsonNode> association(
            Api api, String filter, String value, String member) {
        JsonNode associations =
                Ask.nothing()
                        .and("Filters", Networks.filters(filter, value))
                        .of(api, EC2, "DescribeRouteTables")
                        .at("/RouteTables/0/Associations");
        return associations
                .valueStream()
                .filter(one -> one.path(member).asString("").equals(value))
                .findFirst();
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        // every change replaces it
    }

    @Override
    public void delete(Api api, Made made) {
        Told.remove(
                () -> Ask.with("AssociationId", made.id()).of(api, EC2, "DisassociateRouteTable"));
    }

    @Override
    public String attribute(Api api, Made made, String name) {
        return name.equals("Id") ? made.id() : Documented.super.attribute(api, made, name);
    }
}
