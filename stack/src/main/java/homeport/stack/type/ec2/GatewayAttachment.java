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
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An internet gateway of a VPC. */
final class GatewayAttachment implements Documented {
    private static final String KIND = "IGW";

    @Override
    public String name() {
        return "AWS::EC2::VPCGatewayAttachment";
    }

    @Override
    public Map<String, Effect> properties() {
        return Map.of("VpcId", Effect.REPLACE, "InternetGatewayId", Effect.REPLACE);
    }

    @Override
    public Set<String> attributes() {
        return Set.of("AttachmentType");
    }

    @Override
    public String refers() {
        return "`IGW|` and the VPC's id";
    }

    @Override
    public String create(Api api, Place place, ObjectNode properties) {
        try {
            both(properties).of(api, EC2, "AttachInternetGateway");
        } catch (AwsException refused) {
            boolean taken = refused.code().equals("Resource.AlreadyAssociated");
            if (!taken || !isAttached(api, properties)) throw refused;
        }
        return KIND + "|" + properties.path("VpcId").asString("");
    }

    private static Ask both(ObjectNode properties) {
        return Ask.from(properties, List.of("VpcId", "InternetGatewayId"));
    }

    private static boolean isAttached(Api api, ObjectNode properties) {
        JsonNode attachments =
                Ask.nothing()
                        .and(
                                "InternetGatewayIds",
                                List.of(properties.path("InternetGatewayId").asString("")))
                        .of(api, EC2, "DescribeInternetGateways")
                        .at("/InternetGateways/0/Attachments");
        return attachments
                .valueStream()
                .anyMatch(one -> one.path("VpcId").equals(properties.path("VpcId")));
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        // every change replaces it
    }

    @Override
    public void delete(Api api, Made made) {
        Told.remove(() -> both(made.properties()).of(api, EC2, "DetachInternetGateway"));
    }

    @Override
    public String attribute(Api api, Made made, String name) {
        return name.equals("AttachmentType") ? KIND : Documented.super.attribute(api, made, name);
    }
}
