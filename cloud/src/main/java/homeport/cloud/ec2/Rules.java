package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.cloud.ec2.StoredRule.Kind;
import homeport.cloud.ec2.StoredRule.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** Reads permissions into rules: checked, canonical and one peer each. */
final class Rules {
    private static final int PORT_MAX = 65_535;
    private static final Map<String, String> NAMES =
            Map.of("1", "icmp", "6", "tcp", "17", "udp", "58", "icmpv6", "all", StoredRule.ALL);

    private final Network network;
    private final boolean egress;

    /**
     * @param network whose groups the permissions may name
     */
    Rules(Network network, boolean egress) {
        this.network = network;
        this.egress = egress;
    }

    List<StoredRule> read(List<IpPermission> permissions) {
        var rules = new ArrayList<StoredRule>();
        for (var permission : permissions) rules.addAll(read(permission));
        for (var rule : rules)
            if (rules.stream().filter(rule::permits).count() > 1)
                throw AwsException.invalidValue(
                        "The same permission must not appear multiple times");
        return rules;
    }

    private List<StoredRule> read(IpPermission permission) {
        String protocol = protocol(permission);
        int from = Optional.ofNullable(permission.fromPort()).orElse(-1);
        int to = Optional.ofNullable(permission.toPort()).orElse(-1);
        switch (protocol) {
            case "tcp", "udp" -> checkPorts(permission, from, to);
            case "icmp", "icmpv6" -> checkIcmp(from, to);
            default -> {
                from = -1;
                to = -1;
            }
        }
        var rules = new ArrayList<StoredRule>();
        for (var range : permission.ipRanges())
            rules.add(rule(protocol, from, to, ipv4(range.cidrIp()), range.description()));
        for (var range : permission.ipv6Ranges())
            rules.add(rule(protocol, from, to, ipv6(range.cidrIpv6()), range.description()));
        for (var pair : permission.userIdGroupPairs())
            rules.add(rule(protocol, from, to, group(pair), pair.description()));
        for (var list : permission.prefixListIds())
            rules.add(
                    rule(
                            protocol,
                            from,
                            to,
                            new Peer(Kind.PREFIX_LIST, list.prefixListId()),
                            list.description()));
        if (rules.isEmpty())
            throw new AwsException(
                    "MissingParameter",
                    "A permission must name a CIDR block, a security group or a prefix list.");
        return rules;
    }

    private StoredRule rule(String protocol, int from, int to, Peer peer, String description) {
        String text = Optional.ofNullable(description).orElse("");
        return new StoredRule(Ids.fresh("sgr"), egress, protocol, from, to, peer, text);
    }

    private static String protocol(IpPermission permission) {
        String given = Optional.ofNullable(permission.ipProtocol()).orElse("");
        if (given.isEmpty()) throw Refusal.missing("ipProtocol");
        String name = given.toLowerCase(Locale.ROOT);
        name = NAMES.getOrDefault(name, name);
        if (name.equals(StoredRule.ALL) || NAMES.containsValue(name)) return name;
        if (name.matches("[0-9]{1,3}") && Integer.parseInt(name) <= 255) return name;
        throw AwsException.invalidValue(
                "Invalid value '%s' for IP protocol. Unknown protocol.".formatted(given));
    }

    private static void checkPorts(IpPermission permission, int from, int to) {
        if (permission.fromPort() == null || permission.toPort() == null)
            throw AwsException.invalidValue(
                    "Invalid value 'Must specify both from and to ports with TCP/UDP.' for"
                            + " portRange.");
        if (from < 0 || to > PORT_MAX || from > to)
            throw AwsException.invalidValue(
                    "Invalid TCP/UDP port range (%d:%d)".formatted(from, to));
    }

    private static void checkIcmp(int type, int code) {
        if (type < -1 || type > 255 || code < -1 || code > 255)
            throw AwsException.invalidValue(
                    "ICMP code (%d) or type (%d) is out of range".formatted(code, type));
    }

    private static Peer ipv4(String cidr) {
        return Optional.ofNullable(cidr)
                .flatMap(Cidr4::parse)
                .map(block -> new Peer(Kind.IPV4, block.toString()))
                .orElseThrow(() -> malformed(cidr));
    }

    private static Peer ipv6(String cidr) {
        return Optional.ofNullable(cidr)
                .flatMap(Cidr6::canonical)
                .map(block -> new Peer(Kind.IPV6, block))
                .orElseThrow(() -> malformed(cidr));
    }

    private static AwsException malformed(String cidr) {
        return AwsException.invalidValue("CIDR block %s is malformed".formatted(cidr));
    }

    private Peer group(UserIdGroupPair pair) {
        if (pair.groupId() == null && pair.groupName() == null) throw Refusal.missing("groupId");
        var found =
                pair.groupId() != null
                        ? network.group(pair.groupId())
                        : network.groupNamed(pair.groupName());
        String asked = Optional.ofNullable(pair.groupId()).orElse(pair.groupName());
        return found.map(group -> new Peer(Kind.GROUP, group.id()))
                .orElseThrow(() -> Refusal.noGroup(asked));
    }
}
