package homeport.control.instance;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What makes a record that of a Multi-AZ DB cluster: the names and addresses that it has beside
 * those of an instance. Its servers are led like those of a Multi-AZ instance, only that there are
 * three of them and that clients may read from two.
 *
 * @param readerAddress of the reader endpoint, for life
 * @param members by the name of their node: each stays with its node, whoever writes
 */
public record Cluster(String readerAddress, Map<String, Member> members) {
    /** A writer and two readers. Source: RDS user guide, "Multi-AZ DB cluster deployments". */
    public static final int NODES = 3;

    public Cluster {
        members = new TreeMap<>(members);
    }

    /**
     * A DB instance of the cluster.
     *
     * @param address of its own endpoint, for life
     * @param reboots how many of its server alone have been asked for
     */
    public record Member(
            String identifier,
            String resourceId,
            String address,
            long reboots,
            Map<String, String> tags) {
        public Member {
            tags = Map.copyOf(tags);
        }

        Member rebooted() {
            return new Member(identifier, resourceId, address, reboots + 1, tags);
        }

        public Member with(Map<String, String> changed) {
            return new Member(identifier, resourceId, address, reboots, changed);
        }
    }

    public Member member(String node) {
        return members.get(node);
    }

    /** The node of the member that is called so. */
    public Optional<String> nodeOf(String identifier) {
        return members.entrySet().stream()
                .filter(member -> member.getValue().identifier().equals(identifier))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    public Cluster with(String node, Member changed) {
        Map<String, Member> all = new TreeMap<>(members);
        all.put(node, changed);
        return new Cluster(readerAddress, all);
    }
}
