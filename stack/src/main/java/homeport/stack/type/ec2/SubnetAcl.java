package homeport.stack.type.ec2;

import static homeport.stack.type.ec2.Networks.EC2;

import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Documented;
import homeport.stack.type.Effect;
import homeport.stack.type.Made;
import homeport.stack.type.Place;
import homeport.stack.type.Told;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which ACL a subnet has. It always has one: without another that of its VPC. */
final class SubnetAcl implements Documented {
    @Override
    public String name() {
        return "AWS::EC2::SubnetNetworkAclAssociation";
    }

    @Override
    public Map<String, Effect> properties() {
        return Map.of("SubnetId", Effect.REPLACE, "NetworkAclId", Effect.REPLACE);
    }

    @Override
    public Set<String> attributes() {
        return Set.of("AssociationId");
    }

    @Override
    public String refers() {
        return "the association's id";
    }

    @Override
    public String create(Api api, Place place, ObjectNode properties) {
        String subnet = properties.path("SubnetId").asString("");
        String acl = properties.path("NetworkAclId").asString("");
        JsonNode held =
                association(api, subnet)
                        .orElseThrow(() -> Told.notFound("AWS::EC2::Subnet", subnet));
        String id = held.path("NetworkAclAssociationId").asString();
        return held.path("NetworkAclId").asString().equals(acl) ? id : give(api, id, acl);
    }

    private static Optional<JsonNode> association(Api api, String subnet) {
        return acls(api, "association.subnet-id", subnet)
                .path("Associations")
                .valueStream()
                .filter(one -> one.path("SubnetId").asString("").equals(subnet))
                .findFirst();
    }

    private static JsonNode acls(Api api, String... filters) {
        return Ask.nothing()
                .and("Filters", Networks.filters(filters))
                .of(api, EC2, "DescribeNetworkAcls")
                .at("/NetworkAcls/0");
    }

    private static String give(Api api, String association, String acl) {
        return Ask.with("AssociationId", association)
                .and("NetworkAclId", acl)
                .of(api, EC2, "ReplaceNetworkAclAssociation")
                .path("NewAssociationId")
                .asString();
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        // every change replaces it
    }

    /** One that another has replaced is gone already. */
    @Override
    public void delete(Api api, Made made) {
        Optional<JsonNode> held =
                association(api, made.properties().path("SubnetId").asString(""))
                        .filter(one ->
                                one.path("NetworkAclAssociationId").asString().equals(made.id()));
        if (held.isEmpty()) return;
        JsonNode acl =
                Ask.nothing()
                        .and("NetworkAclIds", List.of(held.get().path("NetworkAclId").asString()))
                        .of(api, EC2, "DescribeNetworkAcls")
                        .at("/NetworkAcls/0");
        if (acl.path("IsDefault").asBoolean()) return;
        JsonNode usual = acls(api, "vpc-id", acl.path("VpcId").asString(), "default", "true");
        give(api, made.id(), usual.path("NetworkAclId").asString());
    }

    @Override
    public String attribute(Api api, Made made, String name) {
        return name.equals("AssociationId")
                ? made.id()
                : Documented.super.attribute(api, made, name);
    }
}
