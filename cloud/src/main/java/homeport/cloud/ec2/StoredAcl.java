package homeport.cloud.ec2;

import java.util.List;
import java.util.Optional;

/**
 * A network ACL. The last entry, which denies what no other allows, is in every one and has no
 * record.
 *
 * @param vpcDefault every subnet without a tie to another ACL has this one
 * @param ties those that somebody has changed
 * @param token the client's, empty if none
 */
record StoredAcl(String id, boolean vpcDefault, List<Entry> entries, List<Tie> ties, String token) {
    static final int FIRST = 100;

    /**
     * One entry; blocks, ports and ICMP types are empty or -1 where it has none.
     *
     * @param protocol a number, {@code -1} for all
     * @param action {@code allow} or {@code deny}
     * @param from first port
     * @param icmpType -1 for all
     */
    record Entry(
            boolean egress,
            int number,
            String protocol,
            String action,
            String cidr,
            int from,
            int to,
            int icmpType,
            int icmpCode) {
        boolean isAt(boolean direction, int place) {
            return egress == direction && number == place;
        }
    }

    StoredAcl {
        entries = List.copyOf(entries);
        ties = List.copyOf(ties);
    }

    /** The one that a VPC comes with: it allows everything. */
    static StoredAcl ofVpc(String vpcId) {
        var all = List.of(allow(true), allow(false));
        return new StoredAcl(Ids.derived("acl", vpcId), true, all, List.of(), "");
    }

    private static Entry allow(boolean egress) {
        return new Entry(egress, FIRST, "-1", "allow", "0.0.0.0/0", -1, -1, -1, -1);
    }

    Optional<Entry> entry(boolean egress, int number) {
        return entries.stream().filter(entry -> entry.isAt(egress, number)).findFirst();
    }

    StoredAcl withEntries(List<Entry> changed) {
        return new StoredAcl(id, vpcDefault, changed, ties, token);
    }

    StoredAcl with(Tie tie) {
        return new StoredAcl(id, vpcDefault, entries, Fittings.replaced(ties, tie, Tie::id), token);
    }

    StoredAcl withoutSubnet(String subnetId) {
        var rest = ties.stream().filter(tie -> !tie.subnetId().equals(subnetId)).toList();
        return new StoredAcl(id, vpcDefault, entries, rest, token);
    }
}
