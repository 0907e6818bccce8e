package homeport.stack.type.ec2;

import static homeport.stack.type.ec2.Networks.EC2;

import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Change;
import homeport.stack.type.Declaration;
import homeport.stack.type.Documented;
import homeport.stack.type.Place;
import homeport.stack.type.TagForm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What stands around networks. */
final class Surroundings {
    private Surroundings() {}

    static List<Documented> types() {
        return List.of(
                networkAcl(),
                new AclEntry(),
                new SubnetAcl(),
                dhcpOptions(),
                new DhcpOptionsOfVpc(),
                networkInterface(),
                addressOfInterface(),
                endpoint(),
                prefixList());
    }

    private static Documented networkAcl() {
        return Declaration.type("AWS::EC2::NetworkAcl", EC2)
                .replace("VpcId")
                .tagged(TagForm.ec2("network-acl"))
                .createdBy("CreateNetworkAcl", "/NetworkAcl/NetworkAclId")
                .id("NetworkAclId")
                .idSeenAt("/NetworkAclId")
                .seenOrFoundBy("DescribeNetworkAcls", "NetworkAclIds", "/NetworkAcls/0", "Filters")
                .deletedBy("DeleteNetworkAcl")
                .refers("the ACL's id")
                .attribute("Id", "")
                .build();
    }

    private static Documented dhcpOptions() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("DomainName", "domain-name");
        keys.put("DomainNameServers", "domain-name-servers");
        keys.put("NtpServers", "ntp-servers");
        keys.put("NetbiosNameServers", "netbios-name-servers");
        keys.put("NetbiosNodeType", "netbios-node-type");
        String[] names = keys.keySet().toArray(String[]::new);
        return Declaration.type("AWS::EC2::DHCPOptions", EC2)
                .replace(names)
                .apart(names)
                .tagged(TagForm.ec2("dhcp-options"))
                .createdBy("CreateDhcpOptions", "/DhcpOptions/DhcpOptionsId")
                .createdWith((api, place, properties, ask) ->
                        ask.and("DhcpConfigurations", configurations(properties, keys)))
                .id("DhcpOptionsId")
                .idSeenAt("/DhcpOptionsId")
                .seenOrFoundBy("DescribeDhcpOptions", "DhcpOptionsIds", "/DhcpOptions/0", "Filters")
                .deletedBy("DeleteDhcpOptions")
                .refers("the options' id")
                .attribute("DhcpOptionsId", "")
                .build();
    }

    private static ArrayNode configurations(ObjectNode properties, Map<String, String> keys) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        keys.forEach((property, key) -> {
            JsonNode value = properties.get(property);
            if (value == null) return;
            List<String> values = value.isArray() ? Ask.texts(value) : List.of(value.asString());
            all.add(Ask.with("Key", key).and("Values", values).members());
        });
        return all;
    }

    private static Documented networkInterface() {
        return Declaration.type("AWS::EC2::NetworkInterface", EC2)
                .replace("SubnetId", "PrivateIpAddress")
                .update("Description", "GroupSet", "SourceDestCheck")
                .as("GroupSet", "Groups")
                .apart("SourceDestCheck")
                .tagged(TagForm.ec2("network-interface"))
                .createdBy("CreateNetworkInterface", "/NetworkInterface/NetworkInterfaceId")
                .id("NetworkInterfaceId")
                .idSeenAt("/NetworkInterfaceId")
                .seenOrFoundBy(
                        "DescribeNetworkInterfaces",
                        "NetworkInterfaceIds",
                        "/NetworkInterfaces/0",
                        "Filters")
                .settle(Surroundings::settleInterface)
                .deletedBy("DeleteNetworkInterface")
                .refers("the interface's id")
                .attribute("Id", "")
                .attribute("PrimaryPrivateIpAddress", "/PrivateIpAddress")
                .attribute("VpcId", "/VpcId")
                .build();
    }

    private static void settleInterface(Change change) {
        if (change.changed("SourceDestCheck"))
            value(change, "SourceDestCheck", change.wanted("SourceDestCheck").asString("true"));
        if (change.fresh()) return;
        if (change.changed("Description"))
            value(change, "Description", change.wanted("Description").asString(""));
        if (change.changed("GroupSet") && change.wanted().hasNonNull("GroupSet"))
            Ask.with("NetworkInterfaceId", change.id())
                    .take(change.wanted(), "GroupSet", "Groups")
                    .of(change.api(), EC2, "ModifyNetworkInterfaceAttribute");
    }

    private static void value(Change change, String attribute, String value) {
        Ask.with("NetworkInterfaceId", change.id())
                .and(attribute, Ask.with("Value", value))
                .of(change.api(), EC2, "ModifyNetworkInterfaceAttribute");
    }

    private static Documented addressOfInterface() {
        return Declaration.type("AWS::EC2::EIPAssociation", EC2)
                .replace("AllocationId", "NetworkInterfaceId", "PrivateIpAddress")
                .createdBy("AssociateAddress", "/AssociationId")
                .foundBy(Surroundings::associated)
                .id("AssociationId")
                .deletedBy("DisassociateAddress")
                .refers("the association's id")
                .attribute("Id", "")
                .build();
    }

    private static Optional<String> associated(Api api, Place place, ObjectNode wanted) {
        JsonNode address =
                Ask.nothing()
                        .and("AllocationIds", List.of(wanted.path("AllocationId").asString("")))
                        .of(api, EC2, "DescribeAddresses")
                        .at("/Addresses/0");
        boolean there =
                address.has("AssociationId")
                        && address.path("NetworkInterfaceId")
                                .equals(wanted.path("NetworkInterfaceId"));
        return there ? Optional.of(address.path("AssociationId").asString()) : Optional.empty();
    }

    private static Documented endpoint() {
        return Declaration.type("AWS::EC2::VPCEndpoint", EC2)
                .replace("VpcId", "ServiceName", "VpcEndpointType")
                .update(
                        "PolicyDocument",
                        "PrivateDnsEnabled",
                        "RouteTableIds",
                        "SecurityGroupIds",
                        "SubnetIds")
                .documents("PolicyDocument")
                .tagged(TagForm.ec2("vpc-endpoint"))
                .createdBy("CreateVpcEndpoint", "/VpcEndpoint/VpcEndpointId")
                .id("VpcEndpointId")
                .idSeenAt("/VpcEndpointId")
                .seenOrFoundBy(
                        "DescribeVpcEndpoints", "VpcEndpointIds", "/VpcEndpoints/0", "Filters")
                .ready("/State", Set.of("available"), Set.of("failed", "rejected", "expired"))
                .settle(Surroundings::settleEndpoint)
                .deletedBy("DeleteVpcEndpoints")
                .deletedWith((api, made, ask) -> {
                    ask.members().remove("VpcEndpointId");
                    ask.and("VpcEndpointIds", List.of(made.id()));
                })
                .refers("the endpoint's id")
                .attribute("Id", "")
                .attribute("CreationTimestamp", "/CreationTimestamp")
                .build();
    }

    private static void settleEndpoint(Change change) {
        List<String> lists = List.of("RouteTableIds", "SecurityGroupIds", "SubnetIds");
        List<String> plain = List.of("PolicyDocument", "PrivateDnsEnabled");
        if (change.fresh() || !change.changed(lists) && !change.changed(plain)) return;
        Ask ask = Ask.with("VpcEndpointId", change.id());
        for (String list : lists) {
            if (!change.added(list).isEmpty()) ask.and("Add" + list, change.added(list));
            if (!change.dropped(list).isEmpty()) ask.and("Remove" + list, change.dropped(list));
        }
        if (change.changed("PolicyDocument")) {
            if (change.wanted().hasNonNull("PolicyDocument"))
                ask.takeText(change.wanted(), "PolicyDocument", "PolicyDocument");
            else ask.and("ResetPolicy", true);
        }
        if (change.changed("PrivateDnsEnabled"))
            ask.and("PrivateDnsEnabled", change.wanted("PrivateDnsEnabled").asString("false"));
        ask.of(change.api(), EC2, "ModifyVpcEndpoint");
    }

    private static Documented prefixList() {
        return Declaration.type("AWS::EC2::PrefixList", EC2)
                .replace("AddressFamily")
                .update("PrefixListName", "MaxEntries", "Entries")
                .tagged(TagForm.ec2("prefix-list"))
                .createdBy("CreateManagedPrefixList", "/PrefixList/PrefixListId")
                .id("PrefixListId")
                .idSeenAt("/PrefixListId")
                .seenOrFoundBy(
                        "DescribeManagedPrefixLists", "PrefixListIds", "/PrefixLists/0", "Filters")
                .settle(Surroundings::settlePrefixList)
                .deletedBy("DeleteManagedPrefixList")
                .refers("the list's id")
                .attribute("PrefixListId", "")
                .attribute("Arn", "/PrefixListArn")
                .attribute("OwnerId", "/OwnerId")
                .attribute("Version", "/Version")
                .build();
    }

    /** Entries and size are changed in requests of their own. */
    private static void settlePrefixList(Change change) {
        if (change.fresh()) return;
        Ask plain = Ask.nothing();
        for (String one : List.of("PrefixListName", "MaxEntries"))
            if (change.changed(one)) plain.take(change.wanted(), one, one);
        if (!plain.isEmpty())
            plain.and("PrefixListId", change.id()).of(change.api(), EC2, "ModifyManagedPrefixList");
        if (change.changed("Entries")) entries(change);
    }

    /** By what the list holds now: an earlier attempt may have changed it. */
    private static void entries(Change change) {
        Map<String, JsonNode> wanted = new LinkedHashMap<>();
        for (JsonNode entry : change.wanted("Entries").values())
            wanted.put(entry.path("Cidr").asString(""), entry);
        JsonNode held =
                Ask.with("PrefixListId", change.id())
                        .of(change.api(), EC2, "GetManagedPrefixListEntries")
                        .path("Entries");
        ArrayNode old = JsonNodeFactory.instance.arrayNode();
        for (JsonNode entry : held.values()) {
            String cidr = entry.path("Cidr").asString("");
            if (wanted.remove(cidr) == null) old.addObject().put("Cidr", cidr);
        }
        if (wanted.isEmpty() && old.isEmpty()) return;
        ArrayNode fresh = JsonNodeFactory.instance.arrayNode();
        wanted.values().forEach(fresh::add);
        JsonNode version =
                Ask.nothing()
                        .and("PrefixListIds", List.of(change.id()))
                        .of(change.api(), EC2, "DescribeManagedPrefixLists")
                        .at("/PrefixLists/0/Version");
        Ask ask = Ask.with("PrefixListId", change.id()).and("CurrentVersion", version);
        if (!fresh.isEmpty()) ask.and("AddEntries", fresh);
        if (!old.isEmpty()) ask.and("RemoveEntries", old);
        ask.of(change.api(), EC2, "ModifyManagedPrefixList");
    }
}
