package homeport.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code AWS::EC2::*}. */
class NetworkTypesTest extends Lives {
    @Test
    void aNetworkWithSecurityGroups() {
        Life vpc =
                new Life(
                        "AWS::EC2::VPC",
                        """
                        {"CidrBlock": "10.9.0.0/16", "EnableDnsHostnames": true, "EnableDnsSupport": "true",
                         "InstanceTenancy": "default", "Tags": [{"Key": "Name", "Value": "app"}]}
                        """);
        assertThat(vpc.ref()).startsWith("vpc-").isEqualTo(vpc.get("VpcId"));
        assertThat(vpc.get("CidrBlock")).isEqualTo("10.9.0.0/16");
        assertThat(vpc.get("DefaultSecurityGroup")).startsWith("sg-");
        assertThat(vpc.get("DefaultNetworkAcl")).startsWith("acl-");
        vpc.update(
                """
                {"CidrBlock": "10.9.0.0/16", "EnableDnsSupport": "true", "InstanceTenancy": "default",
                 "Tags": [{"Key": "Other", "Value": "app"}]}
                """);
        assertThat(tags(vpc.ref())).contains("Other=app", "team=red").doesNotContain("Name=app");
        Life subnet =
                new Life(
                        "AWS::EC2::Subnet",
                        """
                        {"VpcId": "%s", "CidrBlock": "10.9.1.0/24", "AvailabilityZone": "us-east-1b",
                         "MapPublicIpOnLaunch": true}
                        """
                                .formatted(vpc.ref()));
        assertThat(subnet.get("AvailabilityZone")).isEqualTo("us-east-1b");
        assertThat(subnet.get("AvailabilityZoneId")).startsWith("use1-az");
        groups(vpc.ref());
        routes(vpc.ref(), subnet.ref());
        surroundings(vpc.ref(), subnet.ref());
    }

    private void surroundings(String vpc, String subnet) {
        Life acl = new Life("AWS::EC2::NetworkAcl", "{\"VpcId\": \"%s\"}".formatted(vpc));
        String entry =
                """
                {"NetworkAclId": "%s", "RuleNumber": "100", "Egress": true, "Protocol": 6, "RuleAction": "%s",
                 "CidrBlock": "10.0.0.0/8", "PortRange": {"From": 5432, "To": "5432"}}
                """;
        Life rule = new Life("AWS::EC2::NetworkAclEntry", entry.formatted(acl.ref(), "allow"));
        rule.update(entry.formatted(acl.ref(), "deny"));
        Life association =
                new Life(
                        "AWS::EC2::SubnetNetworkAclAssociation",
                        "{\"SubnetId\": \"%s\", \"NetworkAclId\": \"%s\"}"
                                .formatted(subnet, acl.get("Id")));
        assertThat(association.get("AssociationId")).startsWith("aclassoc-");
        Life options =
                new Life(
                        "AWS::EC2::DHCPOptions",
                        "{\"DomainName\": \"app.internal\", \"DomainNameServers\": [\"AmazonProvidedDNS\"]}");
        new Life(
                "AWS::EC2::VPCDHCPOptionsAssociation",
                "{\"VpcId\": \"%s\", \"DhcpOptionsId\": \"%s\"}"
                        .formatted(vpc, options.get("DhcpOptionsId")));
        Life card =
                new Life(
                        "AWS::EC2::NetworkInterface",
                        "{\"SubnetId\": \"%s\", \"Description\": \"one\", \"SourceDestCheck\": \"false\"}"
                                .formatted(subnet));
        assertThat(card.get("PrimaryPrivateIpAddress")).startsWith("10.9.1.");
        card.update("{\"SubnetId\": \"%s\", \"Description\": \"other\"}".formatted(subnet));
        Life address = new Life("AWS::EC2::EIP", "{}");
        new Life(
                "AWS::EC2::EIPAssociation",
                "{\"AllocationId\": \"%s\", \"NetworkInterfaceId\": \"%s\"}"
                        .formatted(address.get("AllocationId"), card.ref()));
        String endpoint =
                """
                {"VpcId": "%s", "ServiceName": "com.amazonaws.us-east-1.s3", "VpcEndpointType": "Gateway"%s}
                """;
        Life s3 = new Life("AWS::EC2::VPCEndpoint", endpoint.formatted(vpc, ""));
        Life table = new Life("AWS::EC2::RouteTable", "{\"VpcId\": \"%s\"}".formatted(vpc));
        s3.update(endpoint.formatted(vpc, ", \"RouteTableIds\": [\"%s\"]".formatted(table.ref())));
        s3.update(endpoint.formatted(vpc, ""));
        String list =
                """
                {"PrefixListName": "%s", "AddressFamily": "IPv4", "MaxEntries": 5, "Entries": [{"Cidr": "%s"}]}
                """;
        Life prefixes = new Life("AWS::EC2::PrefixList", list.formatted("offices", "10.0.0.0/8"));
        assertThat(prefixes.get("Arn")).contains(":prefix-list/pl-");
        prefixes.update(list.formatted("homes", "10.1.0.0/16"));
    }

    private void routes(String vpc, String subnet) {
        Life gateway = new Life("AWS::EC2::InternetGateway", "{}");
        String attachment = "{\"VpcId\": \"%s\", \"InternetGatewayId\": \"%s\"}";
        Life attached =
                new Life(
                        "AWS::EC2::VPCGatewayAttachment", attachment.formatted(vpc, gateway.ref()));
        assertThat(attached.ref()).isEqualTo("IGW|" + vpc);
        Life table = new Life("AWS::EC2::RouteTable", "{\"VpcId\": \"%s\"}".formatted(vpc));
        Life other = new Life("AWS::EC2::RouteTable", "{\"VpcId\": \"%s\"}".formatted(vpc));
        String association = "{\"SubnetId\": \"%s\", \"RouteTableId\": \"%s\"}";
        Life first =
                new Life(
                        "AWS::EC2::SubnetRouteTableAssociation",
                        association.formatted(subnet, other.ref()));
        Life second =
                new Life(
                        "AWS::EC2::SubnetRouteTableAssociation",
                        association.formatted(subnet, table.get("RouteTableId")));
        assertThat(second.get("Id")).startsWith("rtbassoc-").isNotEqualTo(first.ref());
        Life address = new Life("AWS::EC2::EIP", "{\"Domain\": \"vpc\"}");
        assertThat(address.get("AllocationId")).startsWith("eipalloc-");
        assertThat(address.ref()).isEqualTo(address.get("PublicIp")).matches("[0-9.]+");
        Life nat =
                new Life(
                        "AWS::EC2::NatGateway",
                        "{\"SubnetId\": \"%s\", \"AllocationId\": \"%s\"}"
                                .formatted(subnet, address.get("AllocationId")));
        String route =
                "{\"RouteTableId\": \"%s\", \"DestinationCidrBlock\": \"0.0.0.0/0\", \"%s\": \"%s\"}";
        Life out =
                new Life(
                        "AWS::EC2::Route",
                        route.formatted(table.ref(), "GatewayId", gateway.ref()));
        assertThat(out.ref()).isEqualTo(table.ref() + "|0.0.0.0/0");
        assertThat(out.refused(route.formatted(table.ref(), "NatGatewayId", nat.ref())).code())
                .isEqualTo("RouteAlreadyExists");
        out.update(route.formatted(table.ref(), "NatGatewayId", nat.ref()));
        nat.update(
                "{\"SubnetId\": \"%s\", \"AllocationId\": \"%s\", \"Tags\": [{\"Key\": \"a\", \"Value\": \"b\"}]}"
                        .formatted(subnet, address.get("AllocationId")));
        assertThat(tags(nat.ref())).contains("a=b");
    }

    private void groups(String vpc) {
        String group =
                """
                {"VpcId": "%s", "GroupDescription": "of the app", "SecurityGroupEgress": [
                  {"CidrIp": "0.0.0.0/0", "IpProtocol": "-1", "Description": "%s"}],
                 "SecurityGroupIngress": [%s]}
                """;
        Life app = new Life("AWS::EC2::SecurityGroup", group.formatted(vpc, "all", ""));
        Life db =
                new Life(
                        "AWS::EC2::SecurityGroup",
                        """
                        {"VpcId": "%s", "GroupDescription": "of the database", "GroupName": "db",
                         "SecurityGroupEgress": [{"CidrIp": "255.255.255.255/32", "IpProtocol": "icmp",
                           "FromPort": 252, "ToPort": 86}]}
                        """
                                .formatted(vpc));
        assertThat(rules(db)).containsExactly("true icmp 252 255.255.255.255/32");
        assertThat(
                        db.refused(
                                        "{\"VpcId\": \"%s\", \"GroupDescription\": \"x\", \"GroupName\": \"db\"}"
                                                .formatted(vpc))
                                .code())
                .isEqualTo("InvalidGroup.Duplicate");
        Life rule =
                new Life(
                        "AWS::EC2::SecurityGroupIngress",
                        """
                        {"GroupId": "%s", "IpProtocol": "tcp", "FromPort": "5432", "ToPort": 5432,
                         "SourceSecurityGroupId": "%s", "Description": "from the app"}
                        """
                                .formatted(db.get("GroupId"), app.ref()));
        assertThat(rule.ref()).startsWith("sgr-");
        rule.update(
                """
                {"GroupId": "%s", "IpProtocol": "tcp", "FromPort": "5432", "ToPort": 5432,
                 "SourceSecurityGroupId": "%s", "Description": "other"}
                """
                        .formatted(db.get("GroupId"), app.ref()));
        Life out =
                new Life(
                        "AWS::EC2::SecurityGroupEgress",
                        """
                        {"GroupId": "%s", "IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432,
                         "DestinationSecurityGroupId": "%s"}
                        """
                                .formatted(db.ref(), app.ref()));
        assertThat(out.get("Id")).startsWith("sgr-");
        String ssh =
                "{\"IpProtocol\": \"tcp\", \"FromPort\": %s, \"ToPort\": 22, \"CidrIp\": \"10.0.0.0/8\"}";
        app.update(group.formatted(vpc, "all", ssh.formatted("22")));
        app.update(group.formatted(vpc, "all", ssh.formatted("\"22\"")));
        assertThat(rules(app))
                .containsExactlyInAnyOrder("true -1 0 0.0.0.0/0", "false tcp 22 10.0.0.0/8");
        app.update(group.formatted(vpc, "all", ""));
        assertThat(rules(app)).containsExactly("true -1 0 0.0.0.0/0");
    }

    private List<String> rules(Life group) {
        return ask(
                        "ec2",
                        "DescribeSecurityGroupRules",
                        "{\"Filters\": [{\"Name\": \"group-id\", \"Values\": [\"%s\"]}]}"
                                .formatted(group.ref()))
                .path("SecurityGroupRules")
                .valueStream()
                .map(r ->
                        r.path("IsEgress").asString()
                                + " "
                                + r.path("IpProtocol").asString()
                                + " "
                                + r.path("FromPort").asString("0").replace("-1", "0")
                                + " "
                                + r.path("CidrIpv4").asString(""))
                .toList();
    }

    private List<String> tags(String resource) {
        return ask(
                        "ec2",
                        "DescribeTags",
                        "{\"Filters\": [{\"Name\": \"resource-id\", \"Values\": [\"%s\"]}]}"
                                .formatted(resource))
                .path("Tags")
                .valueStream()
                .map(tag -> tag.path("Key").asString() + "=" + tag.path("Value").asString())
                .toList();
    }
}
