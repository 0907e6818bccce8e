package homeport.cloud.ec2;

/**
 * One rule of a security group: one protocol, one range of ports, one peer.
 *
 * @param protocol {@code tcp}, {@code udp}, {@code icmp}, {@code icmpv6}, a number, or {@code -1}
 *     for all
 * @param fromPort first port, or ICMP type; -1 where the protocol has none or all are meant
 */
record StoredRule(
        String id,
        boolean egress,
        String protocol,
        int fromPort,
        int toPort,
        Peer peer,
        String description) {

    static final String ALL = "-1";

    /**
     * Who is at the other end.
     *
     * @param kind what {@code value} is
     * @param value a canonical CIDR block, a group's id or a prefix list's id
     */
    record Peer(Kind kind, String value) {}

    enum Kind {
        IPV4,
        IPV6,
        GROUP,
        PREFIX_LIST
    }

    /** The same permission, whatever its id and description. */
    boolean permits(StoredRule other) {
        return egress == other.egress
                && protocol.equals(other.protocol)
                && fromPort == other.fromPort
                && toPort == other.toPort
                && peer.equals(other.peer);
    }

    boolean is(String ruleId, boolean direction) {
        return id.equals(ruleId) && egress == direction;
    }

    /** The same permission under another id. */
    StoredRule as(String ruleId) {
        return new StoredRule(ruleId, egress, protocol, fromPort, toPort, peer, description);
    }

    StoredRule described(String text) {
        return new StoredRule(id, egress, protocol, fromPort, toPort, peer, text);
    }

    boolean names(String groupId) {
        return peer.kind() == Kind.GROUP && peer.value().equals(groupId);
    }
}
