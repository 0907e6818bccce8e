package homeport.cloud.ec2;

import java.util.List;

/**
 * A user's list of blocks under one id. Only the newest version is kept.
 *
 * @param family {@code IPv4} or {@code IPv6}
 * @param entries in the order in which they came
 * @param token the client's, empty if none
 */
record StoredPrefixList(
        String id,
        String name,
        String family,
        int entriesMax,
        long version,
        List<Entry> entries,
        String token) {
    /**
     * @param cidr canonical
     */
    record Entry(String cidr, String description) {}

    StoredPrefixList {
        entries = List.copyOf(entries);
    }
}
