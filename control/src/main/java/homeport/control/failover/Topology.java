package homeport.control.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who leads and who must be asked before somebody else may: the one durable record that every
 * change contends on.
 *
 * @param term grows with every primary; a node takes writes only under a term that is on record
 * @param primary leads this term
 * @param members every node that should be there, the primary among them
 * @param voters of whom one has every acknowledged commit ({@code ANY 1}), so all but none of them
 *     must answer before another leads; empty: only the primary may lead
 * @param cleared for each node the term whose history its data is known to be part of
 */
public record Topology(
        long term,
        String primary,
        Set<String> members,
        Set<String> voters,
        Map<String, Long> cleared) {
    /** How many of those that PostgreSQL waits for must confirm a commit. */
    public static final int ACKS = 1;

    public Topology {
        members = Set.copyOf(members);
        voters = Set.copyOf(voters);
        cleared = Map.copyOf(cleared);
        if (!members.contains(primary))
            throw new IllegalArgumentException(primary + " leads and is no member of " + members);
        if (voters.contains(primary) || !members.containsAll(voters))
            throw new IllegalArgumentException(
                    "voters %s, allowed: of %s without %s".formatted(voters, members, primary));
    }

    /** A database of one node. */
    public static Topology single(String node) {
        return new Topology(1, node, Set.of(node), Set.of(), Map.of(node, 1L));
    }

    /** Any set of so many voters has one that has every acknowledged commit. */
    public int votesNeeded() {
        return voters.size() - ACKS + 1;
    }

    /** Members besides the primary, in a fixed order. */
    public List<String> followers() {
        Set<String> others = new TreeSet<>(members);
        others.remove(primary);
        return List.copyOf(others);
    }

    public boolean isCleared(String node) {
        return cleared.getOrDefault(node, 0L) == term;
    }

    public Topology withVoters(Set<String> now) {
        return new Topology(term, primary, members, now, cleared);
    }

    public Topology withMembers(Set<String> now) {
        Map<String, Long> kept = new TreeMap<>(cleared);
        kept.keySet().retainAll(now);
        return new Topology(term, primary, now, voters, kept);
    }

    /** The node's data has become a copy of the primary's. */
    public Topology withCleared(String node) {
        Map<String, Long> more = new TreeMap<>(cleared);
        more.put(node, term);
        return new Topology(term, primary, members, voters, more);
    }

    /** A new term; whoever is not named has to prove itself by a new copy. */
    public Topology led(String by, long newTerm, Set<String> newVoters, Set<String> clearedNow) {
        Map<String, Long> known = new TreeMap<>();
        known.put(by, newTerm);
        for (String node : new ArrayList<>(clearedNow)) known.put(node, newTerm);
        return new Topology(newTerm, by, members, newVoters, known);
    }
}
