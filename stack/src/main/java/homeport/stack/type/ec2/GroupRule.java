package homeport.stack.type.ec2;

import static homeport.stack.type.ec2.Networks.EC2;

import homeport.aws.AwsException;
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
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A rule of a security group that is a resource of its own. */
final class GroupRule implements Documented {
    private final Direction direction;

    /** Whom a rule is about. */
    enum Direction {
        INGRESS("Ingress", "SourceSecurityGroupId", "SourcePrefixListId"),
        EGRESS("Egress", "DestinationSecurityGroupId", "DestinationPrefixListId");

        private final String text;
        private final List<String> peers;

        Direction(String text, String... peers) {
            this.text = text;
            this.peers = List.of(peers);
        }
    }

    GroupRule(Direction direction) {
        this.direction = direction;
    }

    @Override
    public String name() {
        return "AWS::EC2::SecurityGroup" + direction.text;
    }

    @Override
    public Map<String, Effect> properties() {
        Map<String, Effect> properties = new LinkedHashMap<>();
        List.of("GroupId", "IpProtocol", "FromPort", "ToPort", "CidrIp", "CidrIpv6")
                .forEach(one -> properties.put(one, Effect.REPLACE));
        direction.peers.forEach(one -> properties.put(one, Effect.REPLACE));
        if (direction == Direction.INGRESS) {
            properties.put("SourceSecurityGroupName", Effect.REPLACE);
            properties.put("SourceSecurityGroupOwnerId", Effect.NOTED);
        }
        properties.put("Description", Effect.UPDATE);
        return properties;
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Id");
    }

    @Override
    public String refers() {
        return "the rule's id";
    }

    @Override
    public String create(Api api, Place place, ObjectNode properties) {
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        Ask tags =
                Ask.with("ResourceType", "security-group-rule")
                        .and("Tags", Tags.list(Tags.fresh(place, none)));
        ArrayNode specifications = JsonNodeFactory.instance.arrayNode().add(tags.members());
        try {
            return group(properties)
                    .and("IpPermissions", Groups.permissions(properties))
                    .and("TagSpecifications", specifications)
                    .of(api, EC2, "AuthorizeSecurityGroup" + direction.text)
                    .at("/SecurityGroupRules/0/SecurityGroupRuleId")
                    .asString();
        } catch (AwsException refused) {
            if (!Told.exists(refused)) throw refused;
            JsonNode rule = ours(api, place);
            if (rule.isMissingNode()) throw refused;
            return rule.asString();
        }
    }

    private static Ask group(ObjectNode properties) {
        return Ask.nothing().take(properties, "GroupId", "GroupId");
    }

    private static JsonNode ours(Api api, Place place) {
        return Ask.nothing()
                .and("Filters", Networks.filters("tag:" + Tags.TOKEN, place.token()))
                .of(api, EC2, "DescribeSecurityGroupRules")
                .at("/SecurityGroupRules/0/SecurityGroupRuleId");
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        group(wanted)
                .and("IpPermissions", Groups.permissions(wanted))
                .of(api, EC2, "UpdateSecurityGroupRuleDescriptions" + direction.text);
    }

    @Override
    public void delete(Api api, Made made) {
        Told.remove(() ->
                group(made.properties())
                        .and("SecurityGroupRuleIds", List.of(made.id()))
                        .of(api, EC2, "RevokeSecurityGroup" + direction.text));
    }

    @Override
    public String attribute(Api api, Made made, String name) {
        return name.equals("Id") ? made.id() : Documented.super.attribute(api, made, name);
    }
}
