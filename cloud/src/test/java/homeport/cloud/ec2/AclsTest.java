package homeport.cloud.ec2;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.AssociateDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.AssociateDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.CreateDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.CreateDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryResponse;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclResponse;
import software.amazon.awssdk.services.ec2.model.DeleteDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.NewDhcpConfiguration;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclAssociationResponse;

/** Network ACLs and DHCP options, which are on record. */
final class AclsTest extends Ec2World {
    private final String vpc = vpc("10.0.0.0/16");
    private final String subnet = subnet(vpc, "10.0.1.0/24");

    @Test
    void aSubnetHasTheDefaultAclUntilItIsGivenAnother() {
        NetworkAcl byDefault = acl("default", "true");
        String own = create();
        String moved = replace(tie(byDefault), own);
        assertThat(tie(acl("network-acl-id", own))).isEqualTo(moved);
        assertThat(acl("default", "true").associations()).isEmpty();
        refused(
                "DependencyViolation",
                "The networkAcl '%s' has dependencies and cannot be deleted.".formatted(own),
                () -> delete(own));
        refused(
                "InvalidAssociationID.NotFound",
                tie(byDefault),
                () -> replace(tie(byDefault), own));
        replace(moved, byDefault.networkAclId());
        delete(own);
        refused(
                "InvalidParameterValue",
                "cannot delete default network ACL",
                () -> delete(byDefault.networkAclId()));
    }

    @Test
    void entriesStandInTheOrderOfTheirNumbers() {
        String own = create();
        entry(own, 200, "deny");
        entry(own, 100, "allow");
        refused("NetworkAclEntryAlreadyExists", "identified by 100", () -> entry(own, 100, "deny"));
        refused("InvalidParameterValue", "ruleNumber", () -> entry(own, 32_767, "deny"));
        assertThat(acl("network-acl-id", own).entries())
                .extracting(
                        NetworkAclEntry::egress,
                        NetworkAclEntry::ruleNumber,
                        NetworkAclEntry::protocol,
                        NetworkAclEntry::ruleActionAsString)
                .containsExactly(
                        tuple(true, 32_767, "-1", "deny"),
                        tuple(false, 100, "6", "allow"),
                        tuple(false, 200, "6", "deny"),
                        tuple(false, 32_767, "-1", "deny"));
    }

    @Test
    void dhcpOptionsOfAVpcStay() {
        String options =
                ec2.call(
                                CreateDhcpOptionsResponse.class,
                                CreateDhcpOptionsRequest.builder()
                                        .dhcpConfigurations(
                                                NewDhcpConfiguration.builder()
                                                        .key("domain-name")
                                                        .values("corp.example")
                                                        .build())
                                        .build())
                        .dhcpOptions()
                        .dhcpOptionsId();
        associate(options);
        assertThat(optionsOfVpc()).isEqualTo(options);
        var delete = DeleteDhcpOptionsRequest.builder().dhcpOptionsId(options).build();
        refused(
                "DependencyViolation",
                options,
                () -> ec2.call(DeleteDhcpOptionsResponse.class, delete));
        associate("default");
        assertThat(optionsOfVpc()).isNotEqualTo(options);
        ec2.call(DeleteDhcpOptionsResponse.class, delete);
        refused("InvalidDhcpOptionID.NotFound", options, () -> associate(options));
    }

    private NetworkAcl acl(String filter, String value) {
        return ec2.call(
                        DescribeNetworkAclsResponse.class,
                        DescribeNetworkAclsRequest.builder()
                                .filters(
                                        Filter.builder().name(filter).values(value).build(),
                                        Filter.builder().name("vpc-id").values(vpc).build())
                                .build())
                .networkAcls()
                .getFirst();
    }

    private String tie(NetworkAcl acl) {
        return acl.associations().stream()
                .filter(one -> one.subnetId().equals(subnet))
                .findFirst()
                .orElseThrow()
                .networkAclAssociationId();
    }

    private String create() {
        return ec2.call(
                        CreateNetworkAclResponse.class,
                        CreateNetworkAclRequest.builder().vpcId(vpc).build())
                .networkAcl()
                .networkAclId();
    }

    private void delete(String acl) {
        ec2.call(
                DeleteNetworkAclResponse.class,
                DeleteNetworkAclRequest.builder().networkAclId(acl).build());
    }

    private String replace(String tie, String acl) {
        return ec2.call(
                        ReplaceNetworkAclAssociationResponse.class,
                        ReplaceNetworkAclAssociationRequest.builder()
                                .associationId(tie)
                                .networkAclId(acl)
                                .build())
                .newAssociationId();
    }

    private void entry(String acl, int number, String action) {
        ec2.call(
                CreateNetworkAclEntryResponse.class,
                CreateNetworkAclEntryRequest.builder()
                        .networkAclId(acl)
                        .ruleNumber(number)
                        .egress(false)
                        .protocol("tcp")
                        .ruleAction(action)
                        .cidrBlock("10.0.0.0/8")
                        .portRange(ports -> ports.from(80).to(80))
                        .build());
    }

    private void associate(String options) {
        ec2.call(
                AssociateDhcpOptionsResponse.class,
                AssociateDhcpOptionsRequest.builder().vpcId(vpc).dhcpOptionsId(options).build());
    }

    private String optionsOfVpc() {
        return ec2.call(
                        DescribeVpcsResponse.class,
                        DescribeVpcsRequest.builder().vpcIds(vpc).build())
                .vpcs()
                .getFirst()
                .dhcpOptionsId();
    }
}
