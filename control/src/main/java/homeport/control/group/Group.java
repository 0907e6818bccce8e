package homeport.control.group;

import homeport.control.failover.Topology;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Observed.Placement;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The nodes of one DB instance or cluster, durable. Key: the instance's resource id. Changed only
 * by compare-and-set; there is none before an instance is Multi-AZ for the first time.
 *
 * @param spots of every node that exists or is being made or removed
 * @param numbered how many nodes have ever been named; a name is not used again
 * @param redundant every node has been one that commits wait for since the last joined; a standby
 *     that is being rebuilt does not change that
 * @param switchAsked the number of the reboot that is to change the primary; see {@link
 *     DbInstance#reboots}
 * @param switchDone the number of the newest such reboot that is decided, or given up
 * @param switchTo the node that is to lead then; empty: any
 * @param restarted by node, how many of the reboots of a cluster's member are done
 * @param openedTerm the newest term whose primary clients were let in to
 */
public record Group(
        Topology topology,
        Map<String, Spot> spots,
        int numbered,
        boolean redundant,
        long switchAsked,
        long switchDone,
        Optional<String> switchTo,
        Map<String, Long> restarted,
        long openedTerm) {
    public Group {
        spots = Map.copyOf(spots);
        switchTo = switchTo == null ? Optional.empty() : switchTo;
        restarted = restarted == null ? Map.of() : Map.copyOf(restarted);
    }

    /**
     * Where a node lives.
     *
     * @param address where its PostgreSQL listens
     */
    public record Spot(String zone, String address) {}

    /** An instance as it is made: one node, where its place says. */
    public static Group first(DbInstance asked) {
        Spot spot = new Spot(asked.place().zone(), asked.place().nodeAddress());
        return new Group(
                Topology.single("n1"),
                Map.of("n1", spot),
                1,
                false,
                0,
                0,
                Optional.empty(),
                Map.of(),
                1);
    }

    public Spot primary() {
        return spots.get(topology.primary());
    }

    /** The agent is in charge of the servers. */
    public boolean isLed() {
        return spots.size() > 1;
    }

    /** What is to be called the next node. */
    public String nextName() {
        return "n" + (numbered + 1);
    }

    public boolean switchIsDue() {
        return switchAsked > switchDone;
    }

    /** The number of the newest failover that is over: clients have reached its primary. */
    public long switchOver() {
        boolean opened = openedTerm == topology.term();
        return opened ? switchDone : Math.min(switchDone, switchAsked - 1);
    }

    /** As DescribeDBInstances shows it. */
    public Placement placement() {
        Optional<String> standby =
                topology.followers().stream().findFirst().map(name -> spots.get(name).zone());
        return new Placement(primary().zone(), redundant ? standby : Optional.empty());
    }

    /** The record has changed; what it means for the group comes with it. */
    public Group with(Topology changed) {
        int others = changed.members().size() - 1;
        boolean still = others > 0 && (redundant || changed.voters().size() == others);
        return new Group(
                changed,
                spots,
                numbered,
                still,
                switchAsked,
                switchDone,
                switchTo,
                restarted,
                openedTerm);
    }

    /** A node gets its place and, if it is new, its name. */
    public Group with(String name, Spot spot) {
        Map<String, Spot> more = new TreeMap<>(spots);
        boolean isNew = more.put(name, spot) == null;
        return new Group(
                topology,
                more,
                isNew ? numbered + 1 : numbered,
                redundant,
                switchAsked,
                switchDone,
                switchTo,
                restarted,
                openedTerm);
    }

    /** What is left of nodes that are not members any more. */
    public Set<String> leftovers() {
        Set<String> names = new TreeSet<>(spots.keySet());
        names.removeAll(topology.members());
        return names;
    }

    public Group without(String name) {
        Map<String, Spot> fewer = new TreeMap<>(spots);
        fewer.remove(name);
        return new Group(
                topology,
                fewer,
                numbered,
                redundant,
                switchAsked,
                switchDone,
                switchTo,
                restarted,
                openedTerm);
    }

    /**
     * @param to the node that is to lead; empty: any
     */
    public Group askedToSwitch(long reboot, Optional<String> to) {
        return new Group(
                topology,
                spots,
                numbered,
                redundant,
                reboot,
                switchDone,
                to,
                restarted,
                openedTerm);
    }

    /** So many restarts of a node's server were asked for, and some are not done. */
    public boolean restartIsDue(String node, long asked) {
        return restarted.getOrDefault(node, 0L) < asked;
    }

    /** So many restarts of a node's server that were asked for are done. */
    public Group restarted(String node, long count) {
        Map<String, Long> all = new TreeMap<>(restarted);
        all.put(node, count);
        return new Group(
                topology,
                spots,
                numbered,
                redundant,
                switchAsked,
                switchDone,
                switchTo,
                all,
                openedTerm);
    }

    public Group switched() {
        return new Group(
                topology,
                spots,
                numbered,
                redundant,
                switchAsked,
                switchAsked,
                Optional.empty(),
                restarted,
                openedTerm);
    }

    /** Clients are let in to the primary of this term. */
    public Group opened() {
        return new Group(
                topology,
                spots,
                numbered,
                redundant,
                switchAsked,
                switchDone,
                switchTo,
                restarted,
                topology.term());
    }
}
