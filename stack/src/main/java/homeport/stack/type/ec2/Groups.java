package homeport.stack.type.ec2;

import static homeport.stack.type.ec2.Networks.EC2;

import homeport.aws.AwsException;
import homeport.stack.type.Ask;
import homeport.stack.type.Change;
import homeport.stack.type.Declaration;
import homeport.stack.type.Documented;
import homeport.stack.type.TagForm;
import homeport.stack.type.Told;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Security groups with the rules that their template has in them. */
final class Groups {
    private static final String INGRESS = "SecurityGroupIngress";
    private static final String EGRESS = "SecurityGroupEgress";

    /** By the property that names a peer: the list of a permission, and the member there. */
    private static final Map<String, List<String>> PEERS =
            Map.of(
                    "CidrIp", List.of("IpRanges", "CidrIp"),
                    "CidrIpv6", List.of("Ipv6Ranges", "CidrIpv6"),
                    "SourceSecurityGroupId", List.of("UserIdGroupPairs", "GroupId"),
                    "SourceSecurityGroupName", List.of("UserIdGroupPairs", "GroupName"),
                    "DestinationSecurityGroupId", List.of("UserIdGroupPairs", "GroupId"),
                    "SourcePrefixListId", List.of("PrefixListIds", "PrefixListId"),
                    "DestinationPrefixListId", List.of("PrefixListIds", "PrefixListId"));

    private Groups() {}

    static Documented group() {
        return Declaration.type("AWS::EC2::SecurityGroup", EC2)
                .named("GroupName", 255)
                .replace("GroupDescription", "VpcId")
                .as("GroupDescription", "Description")
                .update(INGRESS, EGRESS)
                .apart(INGRESS, EGRESS)
                .tagged(TagForm.ec2("security-group"))
                .createdBy("CreateSecurityGroup", "/GroupId")
                .id("GroupId")
                .idSeenAt("/GroupId")
                .seenOrFoundBy("DescribeSecurityGroups", "GroupIds", "/SecurityGroups/0", "Filters")
                .settle(Groups::settle)
                .deletedBy("DeleteSecurityGroup")
                .refers("the group's id")
                .attribute("GroupId", "")
                .attribute("Id", "")
                .attribute("VpcId", "/VpcId")
                .build();
    }

    private static void settle(Change change) {
        change(change, "Ingress", rules(change.before(), INGRESS), rules(change.wanted(), INGRESS));
        change(change, "Egress", egress(change.before()), egress(change.wanted()));
    }

    private static List<JsonNode> rules(ObjectNode properties, String property) {
        return properties.path(property).valueStream().toList();
    }

    /** A group whose template says nothing of where to may connect anywhere, from the start. */
    private static List<JsonNode> egress(ObjectNode properties) {
        List<JsonNode> rules = rules(properties, EGRESS);
        return rules.isEmpty() ? List.of(anywhere()) : rules;
    }

    private static ObjectNode anywhere() {
        return Ask.with("IpProtocol", "-1").and("CidrIp", "0.0.0.0/0").members();
    }

    /** New rules first: who may connect before and after may connect between. */
    private static void change(
            Change change, String direction, List<JsonNode> before, List<JsonNode> wanted) {
        Map<JsonNode, JsonNode> had = byMeaning(before);
        Map<JsonNode, JsonNode> rules = byMeaning(wanted);
        rules.forEach((meaning, rule) -> {
            JsonNode old = had.get(meaning);
            if (old == null) one(change, "AuthorizeSecurityGroup" + direction, rule);
            else if (!old.path("Description").equals(rule.path("Description")))
                describe(change, direction, rule);
        });
        had.forEach((meaning, rule) -> {
            if (!rules.containsKey(meaning)) one(change, "RevokeSecurityGroup" + direction, rule);
        });
    }

    /** A new group's own rule gives way to the template's, which has something to say. */
    private static void describe(Change change, String direction, JsonNode rule) {
        if (!change.fresh()) {
            one(change, "UpdateSecurityGroupRuleDescriptions" + direction, rule);
            return;
        }
        one(change, "RevokeSecurityGroup" + direction, rule);
        one(change, "AuthorizeSecurityGroup" + direction, rule);
    }

    /** What a rule admits, as EC2 tells rules apart: a number and its text are one. */
    private static Map<JsonNode, JsonNode> byMeaning(List<JsonNode> rules) {
        Map<JsonNode, JsonNode> all = new LinkedHashMap<>();
        for (JsonNode rule : rules) {
            ObjectNode meaning = JsonNodeFactory.instance.objectNode();
            rule.properties().forEach(one -> meaning.put(one.getKey(), Ask.text(one.getValue())));
            meaning.remove("Description");
            all.put(meaning, rule);
        }
        return all;
    }

    /** One that is there, or is not any more, was seen to by an earlier attempt. */
    private static void one(Change change, String action, JsonNode rule) {
        try {
            Ask.with("GroupId", change.id())
                    .and("IpPermissions", permissions(rule))
                    .of(change.api(), EC2, action);
        } catch (AwsException told) {
            if (!Told.exists(told) && !Told.missing(told)) throw told;
            if (!told.code().startsWith("InvalidPermission.")) throw told;
        }
    }

    /** A rule of a template as EC2 takes it. */
    static ArrayNode permissions(JsonNode rule) {
        ObjectNode asked = (ObjectNode) rule;
        Ask permission = Ask.from(asked, List.of("IpProtocol", "FromPort", "ToPort"));
        PEERS.forEach((property, members) -> {
            if (!asked.hasNonNull(property)) return;
            Ask peer = Ask.nothing().take(asked, property, members.getLast());
            peer.take(asked, "Description", "Description");
            permission.and(
                    members.getFirst(), JsonNodeFactory.instance.arrayNode().add(peer.members()));
        });
        return JsonNodeFactory.instance.arrayNode().add(permission.members());
    }
}
