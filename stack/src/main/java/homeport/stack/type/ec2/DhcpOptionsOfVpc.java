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
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Which DHCP options a VPC has; without others the region's. */
final class DhcpOptionsOfVpc implements Documented {
    @Override
    public String name() {
        return "AWS::EC2::VPCDHCPOptionsAssociation";
    }

    @Override
    public Map<String, Effect> properties() {
        return Map.of("VpcId", Effect.REPLACE, "DhcpOptionsId", Effect.UPDATE);
    }

    @Override
    public Set<String> attributes() {
        return Set.of();
    }

    @Override
    public String refers() {
        return "the options' id and the VPC's";
    }

    @Override
    public String create(Api api, Place place, ObjectNode properties) {
        give(api, properties);
        return properties.path("DhcpOptionsId").asString("")
                + "|"
                + properties.path("VpcId").asString("");
    }

    private static ObjectNode give(Api api, ObjectNode properties) {
        return Ask.from(properties, List.of("DhcpOptionsId", "VpcId"))
                .of(api, EC2, "AssociateDhcpOptions");
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        give(api, wanted);
    }

    @Override
    public void delete(Api api, Made made) {
        ObjectNode usual = made.properties().deepCopy().put("DhcpOptionsId", "default");
        Told.remove(() -> give(api, usual));
    }
}
