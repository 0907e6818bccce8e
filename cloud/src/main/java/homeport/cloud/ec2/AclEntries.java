package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.cloud.ec2.StoredAcl.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclEntryResponse;
import software.amazon.awssdk.services.ec2.model.IcmpTypeCode;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.PortRange;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclEntryResponse;

/** The actions on entries of network ACLs. */
final class AclEntries {
    static final int PER_DIRECTION_MAX = 40;

    /** The number of the entry that AWS puts last: deny whatever nothing before it allowed. */
    private static final int LAST = 32_767;

    private static final int NUMBER_MAX = LAST - 1;
    private static final int PORT_MAX = 65_535;

    private final NetworkStore networks;
    private final NetworkAcls acls;

    AclEntries(NetworkStore networks, NetworkAcls acls) {
        this.networks = networks;
        this.acls = acls;
    }

    CreateNetworkAclEntryResponse create(Call call, CreateNetworkAclEntryRequest r) {
        var asked =
                new Asked(
                        Boolean.TRUE.equals(r.egress()),
                        r.ruleNumber(),
                        r.protocol(),
                        r.ruleActionAsString(),
                        r.cidrBlock(),
                        r.ipv6CidrBlock(),
                        r.portRange(),
                        r.icmpTypeCode());
        put(call, r.networkAclId(), asked.entry(), false, Boolean.TRUE.equals(r.dryRun()));
        return CreateNetworkAclEntryResponse.builder().build();
    }

    ReplaceNetworkAclEntryResponse replace(Call call, ReplaceNetworkAclEntryRequest r) {
        var asked =
                new Asked(
                        Boolean.TRUE.equals(r.egress()),
                        r.ruleNumber(),
                        r.protocol(),
                        r.ruleActionAsString(),
                        r.cidrBlock(),
                        r.ipv6CidrBlock(),
                        r.portRange(),
                        r.icmpTypeCode());
        put(call, r.networkAclId(), asked.entry(), true, Boolean.TRUE.equals(r.dryRun()));
        return ReplaceNetworkAclEntryResponse.builder().build();
    }

    /** A request's members, each null where the caller left it out. */
    private record Asked(
            boolean egress,
            Integer number,
            String protocol,
            String action,
            String cidr,
            String cidr6,
            PortRange ports,
            IcmpTypeCode icmp) {

        Entry entry() {
            if (number == null) throw Refusal.missing("ruleNumber");
            if (number < 1 || number > NUMBER_MAX)
                throw AwsException.invalidValue(
                        "Value (%d) for parameter ruleNumber is invalid. Allowed 1 to %d."
                                .formatted(number, NUMBER_MAX));
            if (protocol == null) throw Refusal.missing("protocol");
            if (action == null) throw Refusal.missing("ruleAction");
            if (!List.of("allow", "deny").contains(action))
                throw AwsException.invalidValue(
                        "Value (%s) for parameter ruleAction is invalid.".formatted(action));
            String its = protocolNumber();
            boolean hasPorts = its.equals("6") || its.equals("17");
            if (hasPorts && (ports == null || ports.from() == null || ports.to() == null))
                throw new AwsException(
                        "MissingParameter",
                        "The request must contain the parameter PortRange for protocol " + its);
            int from = hasPorts ? ports.from() : -1;
            int to = hasPorts ? ports.to() : -1;
            if (from > to || to > PORT_MAX || from < -1)
                throw AwsException.invalidValue(
                        "Invalid TCP/UDP port range (%d:%d)".formatted(from, to));
            boolean isIcmp = (its.equals("1") || its.equals("58")) && icmp != null;
            int type = isIcmp ? Optional.ofNullable(icmp.type()).orElse(-1) : -1;
            int code = isIcmp ? Optional.ofNullable(icmp.code()).orElse(-1) : -1;
            return new Entry(egress, number, its, action, block(), from, to, type, code);
        }

        private String protocolNumber() {
            return switch (protocol) {
                case "tcp" -> "6";
                case "udp" -> "17";
                case "icmp" -> "1";
                case "all", "-1" -> "-1";
                default -> {
                    if (!protocol.matches("[0-9]{1,3}") || Integer.parseInt(protocol) > 255)
                        throw AwsException.invalidValue(
                                "Invalid value '%s' for IP protocol. Unknown protocol."
                                        .formatted(protocol));
                    yield protocol;
                }
            };
        }

        private String block() {
            if (cidr6 != null)
                return Cidr6.canonical(cidr6)
                        .orElseThrow(() -> Refusal.notBlock("ipv6CidrBlock", cidr6));
            if (cidr == null) throw Refusal.missing("cidrBlock");
            return Cidr4.parse(cidr)
                    .orElseThrow(() -> Refusal.notBlock("cidrBlock", cidr))
                    .toString();
        }
    }

    private void put(Call call, String aclId, Entry entry, boolean replaces, boolean dryRun) {
        String id = NetworkAcls.required(aclId);
        networks.change(
                call.region(),
                acls.home(call.region(), id).vpcId(),
                dryRun,
                network -> {
                    var acl = NetworkAcls.acl(network, id);
                    boolean there = acl.entry(entry.egress(), entry.number()).isPresent();
                    if (there && !replaces)
                        throw new AwsException(
                                "NetworkAclEntryAlreadyExists",
                                "The network acl entry identified by %d already exists."
                                        .formatted(entry.number()));
                    if (!there && replaces) throw none(entry.number());
                    var rest = without(acl, entry.egress(), entry.number());
                    if (rest.stream().filter(e -> e.egress() == entry.egress()).count()
                            >= PER_DIRECTION_MAX)
                        throw new AwsException(
                                "NetworkAclEntryLimitExceeded",
                                "The maximum number of network acl entries has been reached.");
                    rest.add(entry);
                    return network.with(network.fittings().with(acl.withEntries(rest)));
                });
    }

    DeleteNetworkAclEntryResponse delete(Call call, DeleteNetworkAclEntryRequest r) {
        String id = NetworkAcls.required(r.networkAclId());
        int number =
                Optional.ofNullable(r.ruleNumber())
                        .orElseThrow(() -> Refusal.missing("ruleNumber"));
        boolean egress = Boolean.TRUE.equals(r.egress());
        networks.change(
                call.region(),
                acls.home(call.region(), id).vpcId(),
                Boolean.TRUE.equals(r.dryRun()),
                network -> {
                    var acl = NetworkAcls.acl(network, id);
                    if (acl.entry(egress, number).isEmpty()) throw none(number);
                    return network.with(
                            network.fittings().with(acl.withEntries(without(acl, egress, number))));
                });
        return DeleteNetworkAclEntryResponse.builder().build();
    }

    private static ArrayList<Entry> without(StoredAcl acl, boolean egress, int number) {
        var rest = new ArrayList<>(acl.entries());
        rest.removeIf(entry -> entry.isAt(egress, number));
        return rest;
    }

    private static AwsException none(int number) {
        return new AwsException(
                "InvalidNetworkAclEntry.NotFound",
                "The network acl entry identified by %d does not exist.".formatted(number));
    }

    /** By direction and number, with the last of each. */
    static List<NetworkAclEntry> shown(StoredAcl acl) {
        var all = new ArrayList<>(acl.entries());
        for (boolean egress : new boolean[] {true, false})
            all.add(new Entry(egress, LAST, "-1", "deny", "0.0.0.0/0", -1, -1, -1, -1));
        all.sort(Comparator.comparing((Entry e) -> !e.egress()).thenComparingInt(Entry::number));
        return all.stream().map(AclEntries::shown).toList();
    }

    private static NetworkAclEntry shown(Entry entry) {
        var shown =
                NetworkAclEntry.builder()
                        .egress(entry.egress())
                        .ruleNumber(entry.number())
                        .protocol(entry.protocol())
                        .ruleAction(entry.action());
        if (entry.cidr().contains(":")) shown.ipv6CidrBlock(entry.cidr());
        else shown.cidrBlock(entry.cidr());
        if (entry.from() >= 0) shown.portRange(p -> p.from(entry.from()).to(entry.to()));
        if (entry.protocol().equals("1") || entry.protocol().equals("58"))
            shown.icmpTypeCode(i -> i.type(entry.icmpType()).code(entry.icmpCode()));
        return shown.build();
    }
}
