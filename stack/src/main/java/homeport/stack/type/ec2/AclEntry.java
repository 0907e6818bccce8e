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

/** One rule of a network ACL. */
final class AclEntry implements Documented {
    private static final int NAME_MAX = 128;
    private static final List<String> KEY = List.of("NetworkAclId", "RuleNumber", "Egress");
    private static final List<String> PLAIN =
            List.of("Protocol", "RuleAction", "CidrBlock", "Ipv6CidrBlock", "PortRange");

    @Override
    public String name() {
        return "AWS::EC2::NetworkAclEntry";
    }

    @Override
    public Map<String, Effect> properties() {
        Map<String, Effect> properties = new LinkedHashMap<>();
        KEY.forEach(one -> properties.put(one, Effect.REPLACE));
        PLAIN.forEach(one -> properties.put(one, Effect.UPDATE));
        properties.put("Icmp", Effect.UPDATE);
        return properties;
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Id");
    }

    @Override
    public String refers() {
        return "the physical id";
    }

    @Override
    public String create(Api api, Place place, ObjectNode properties) {
        try {
            entry(properties).of(api, EC2, "CreateNetworkAclEntry");
        } catch (AwsException refused) {
            if (!Told.exists(refused) || !isThere(api, properties)) throw refused;
        }
        return place.name(NAME_MAX);
    }

    private static Ask key(ObjectNode properties) {
        return Ask.with("Egress", properties.path("Egress").asString("false"))
                .take(properties, "NetworkAclId", "NetworkAclId")
                .take(properties, "RuleNumber", "RuleNumber");
    }

    private static Ask entry(ObjectNode properties) {
        Ask entry = key(properties).take(properties, "Icmp", "IcmpTypeCode");
        PLAIN.forEach(one -> entry.take(properties, one, one));
        return entry;
    }

    /** The same one: an earlier attempt made it. */
    private static boolean isThere(Api api, ObjectNode wanted) {
        JsonNode entries =
                Ask.nothing()
                        .and("NetworkAclIds", List.of(wanted.path("NetworkAclId").asString("")))
                        .of(api, EC2, "DescribeNetworkAcls")
                        .at("/NetworkAcls/0/Entries");
        for (JsonNode entry : entries.values()) {
            boolean same =
                    entry.path("Egress")
                            .asString("false")
                            .equals(wanted.path("Egress").asString("false"));
            for (String one : List.of("RuleNumber", "RuleAction", "Protocol", "CidrBlock"))
                same &= entry.path(one).asString("").equals(wanted.path(one).asString(""));
            if (same) return true;
        }
        return false;
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        entry(wanted).of(api, EC2, "ReplaceNetworkAclEntry");
    }

    @Override
    public void delete(Api api, Made made) {
        Told.remove(() -> key(made.properties()).of(api, EC2, "DeleteNetworkAclEntry"));
    }

    @Override
    public String attribute(Api api, Made made, String name) {
        return name.equals("Id") ? made.id() : Documented.super.attribute(api, made, name);
    }
}
