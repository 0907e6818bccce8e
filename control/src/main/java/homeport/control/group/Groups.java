package homeport.control.group;

import homeport.control.instance.DbInstance;
import homeport.control.instance.Failovers;
import homeport.control.record.Held;
import homeport.control.record.Records;
import homeport.engine.Engines;
import homeport.engine.Node;
import homeport.engine.NodePlace;
import homeport.store.Op;
import homeport.store.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The records of groups, {@code group} by resource id, and the nodes that they name. */
public final class Groups implements Failovers {
    private final Records<Group> records;
    private final Engines engines;
    private final Path nodes;
    private final Map<NodePlace, Node> known = new ConcurrentHashMap<>();

    /**
     * @param nodes the folder of node folders
     */
    public Groups(Store store, Engines engines, Path nodes) {
        this.records = new Records<>(store, "group", Group.class);
        this.engines = engines;
        this.nodes = nodes;
    }

    public Optional<Held<Group>> find(String region, String resourceId) {
        return records.find(region, resourceId);
    }

    /** The group on record, or that of an instance that never had a second node. */
    public Group of(String region, DbInstance asked) {
        return find(region, asked.resourceId())
                .map(Held::value)
                .orElseGet(() -> Group.first(asked));
    }

    public Op create(String region, String resourceId, Group group) {
        return records.create(region, resourceId, group);
    }

    public Op replace(Held<Group> held, Group group) {
        return records.replace(held, group);
    }

    @Override
    public Op ask(String region, DbInstance rebooted, Optional<String> to) {
        Optional<Held<Group>> held = find(region, rebooted.resourceId());
        Group group =
                held.map(Held::value)
                        .orElseGet(() -> Group.first(rebooted))
                        .askedToSwitch(rebooted.reboots(), to);
        return held.map(was -> replace(was, group))
                .orElseGet(() -> create(region, rebooted.resourceId(), group));
    }

    @Override
    public Standing standing(String region, DbInstance of) {
        Group group = of(region, of);
        Map<String, String> zones = new HashMap<>();
        group.spots().forEach((name, spot) -> zones.put(name, spot.zone()));
        boolean moving =
                group.isLed()
                        && (group.switchIsDue() || group.openedTerm() != group.topology().term());
        return new Standing(
                group.topology().primary(),
                zones,
                of.replicaOf().isPresent() ? cleared(group) : group.topology().voters(),
                restarting(of, group),
                moving);
    }

    /** Of a read replica, whose commits are its source's: those that have its data. */
    private static Set<String> cleared(Group group) {
        return group.topology().followers().stream()
                .filter(group.topology()::isCleared)
                .collect(Collectors.toSet());
    }

    private static Set<String> restarting(DbInstance of, Group group) {
        Set<String> names = new TreeSet<>();
        of.cluster()
                .ifPresent(cluster ->
                        cluster.members()
                                .forEach((name, member) -> {
                                    if (group.restartIsDue(name, member.reboots())) names.add(name);
                                }));
        names.remove(group.topology().primary());
        return names;
    }

    public Op remove(String region, String resourceId) {
        return Op.delete(records.key(region, resourceId));
    }

    /** The node that takes writes. */
    public Node primary(String region, DbInstance asked, int port) {
        Group group = of(region, asked);
        return node(asked, group, group.topology().primary(), port);
    }

    /** Every node there is, the primary first: the order in which they are stopped. */
    public List<Node> all(String region, DbInstance asked, int port) {
        Group group = of(region, asked);
        List<Node> all = new ArrayList<>();
        all.add(node(asked, group, group.topology().primary(), port));
        for (String name : new TreeSet<>(group.spots().keySet()))
            if (!name.equals(group.topology().primary())) all.add(node(asked, group, name, port));
        return all;
    }

    /** One object for each node, whoever asks: it holds sessions and knows its server. */
    public Node node(DbInstance asked, Group group, String name, int port) {
        return known.computeIfAbsent(place(asked, group, name, port), engines::node);
    }

    /** The node is gone, or has another port now. */
    public void forget(Node node) {
        known.remove(node.place());
    }

    /** The first node has the folder that an instance of one node has. */
    private NodePlace place(DbInstance asked, Group group, String name, int port) {
        String folder = name.equals("n1") ? asked.resourceId() : asked.resourceId() + "-" + name;
        return new NodePlace(nodes.resolve(folder), group.spots().get(name).address(), port);
    }
}
