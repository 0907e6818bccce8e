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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A rule of a security group that is a resource of its own. */
final class GroupRule implements Documented {
    private static final String HOLDER = "aws:cloudformation:holder:";

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
    public List<String> notes() {
        return List.of(
                "Two resources of one stack may ask for one rule: they have one id, and the rule goes with the last of"
                        + " them. A rule that somebody else made fails the resource.");
    }

    @Override
    public String create(Api api, Place place, ObjectNode properties) {
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        Map<String, String> fresh = Tags.fresh(place, none);
        fresh.put(holder(place), place.stackId());
        Ask tags = Ask.with("ResourceType", "security-group-rule").and("Tags", Tags.list(fresh));
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
            String rule = shared(api, place, properties).orElseThrow(() -> refused);
            Ask.nothing()
                    .and("Resources", List.of(rule))
                    .and("Tags", Tags.list(Map.of(holder(place), place.stackId())))
                    .of(api, EC2, "CreateTags");
            return rule;
        }
    }

    private static Ask group(ObjectNode properties) {
        return Ask.nothing().take(properties, "GroupId", "GroupId");
    }

    /** The key of a tag that every resource puts on the rule that it wants. */
    private static String holder(Place place) {
        return HOLDER + place.logicalId();
    }

    /** The rule that admits the same, when it is of this stack. */
    private Optional<String> shared(Api api, Place place, ObjectNode properties) {
        String group = properties.path("GroupId").asString("");
        return rules(api, "group-id", group)
                .filter(rule -> meaning(rule).equals(wanted(properties)))
                .filter(rule -> holders(rule).containsValue(place.stackId()))
                .map(rule -> rule.path("SecurityGroupRuleId").asString())
                .findFirst();
    }

    private static Stream<JsonNode> rules(Api api, String filter, String value) {
        return Ask.nothing()
                .and("Filters", Networks.filters(filter, value))
                .of(api, EC2, "DescribeSecurityGroupRules")
                .path("SecurityGroupRules")
                .valueStream();
    }

    private static Map<String, String> holders(JsonNode rule) {
        Map<String, String> holders = Tags.read(rule.path("Tags"));
        holders.keySet().removeIf(key -> !key.startsWith(HOLDER));
        return holders;
    }

    /** Direction, protocol, ports and peer. */
    private static List<String> meaning(JsonNode rule) {
        return Stream.of(
                        rule.path("IsEgress"),
                        rule.path("IpProtocol"),
                        rule.path("FromPort"),
                        rule.path("ToPort"),
                        rule.path("CidrIpv4"),
                        rule.path("CidrIpv6"),
                        rule.path("PrefixListId"),
                        rule.at("/ReferencedGroupInfo/GroupId"))
                .map(value -> value.asString(""))
                .toList();
    }

    private List<String> wanted(ObjectNode properties) {
        boolean egress = direction == Direction.EGRESS;
        List<String> wanted = new ArrayList<>(List.of(Boolean.toString(egress)));
        for (String one : List.of("IpProtocol", "FromPort", "ToPort", "CidrIp", "CidrIpv6"))
            wanted.add(properties.path(one).asString(""));
        wanted.add(properties.path(direction.peers.getLast()).asString(""));
        wanted.add(properties.path(direction.peers.getFirst()).asString(""));
        return wanted;
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        group(wanted)
                .and("IpPermissions", Groups.permissions(wanted))
                .of(api, EC2, "UpdateSecurityGroupRuleDescriptions" + direction.text);
    }

    @Override
    public void delete(Api api, Made made) {
        Set<String> holders =
                rules(api, "security-group-rule-id", made.id())
                        .flatMap(rule -> holders(rule).keySet().stream())
                        .filter(one -> !one.equals(holder(made.place())))
                        .collect(Collectors.toSet());
        if (!holders.isEmpty()) {
            Ask tag = Ask.with("Key", holder(made.place()));
            Ask.nothing()
                    .and("Resources", List.of(made.id()))
                    .and("Tags", JsonNodeFactory.instance.arrayNode().add(tag.members()))
                    .of(api, EC2, "DeleteTags");
            return;
        }
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
