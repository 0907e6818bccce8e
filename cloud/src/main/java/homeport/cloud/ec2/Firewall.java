package homeport.cloud.ec2;

import homeport.cloud.ec2.Admission.Block;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whom the security groups of a region let in, at one moment. Who is in a group are the network
 * interfaces that have it, by their own and their elastic addresses.
 */
public final class Firewall {
    private static final String TCP = "tcp";

    /** Inbound rules by group. */
    private final Map<String, List<StoredRule>> rules = new HashMap<>();

    /** By group, the addresses of its members; by prefix list, its entries. */
    private final Map<String, Set<Block>> blocks = new HashMap<>();

    private Firewall() {}

    static Firewall of(List<Network> networks, Outside outside) {
        var firewall = new Firewall();
        for (var network : networks) {
            for (var group : network.groups())
                firewall.rules.put(group.id(), ShownGroup.rules(group, false));
            for (var one : network.fittings().interfaces()) firewall.add(one, outside);
        }
        for (var list : outside.prefixLists())
            for (var entry : list.entries()) firewall.add(list.id(), Block.of(entry.cidr()));
        return firewall;
    }

    private void add(StoredInterface one, Outside outside) {
        for (String group : one.groups()) {
            one.addresses().forEach(address -> add(group, Block.ofAddress(address)));
            outside.of(one.id()).forEach(its -> add(group, Block.ofAddress(its.publicIp())));
        }
    }

    private void add(String id, Block block) {
        blocks.computeIfAbsent(id, _ -> new LinkedHashSet<>()).add(block);
    }

    /**
     * Who may connect by TCP to what has all of these groups. A group that is not there lets nobody
     * in.
     */
    public Admission admission(List<String> groups, int port) {
        var all = new LinkedHashSet<Block>();
        for (String group : groups)
            for (var rule : rules.getOrDefault(group, List.of()))
                if (isFor(rule, port)) sources(rule.peer()).forEach(all::add);
        return new Admission(new ArrayList<>(all));
    }

    private static boolean isFor(StoredRule rule, int port) {
        if (rule.protocol().equals(StoredRule.ALL)) return true;
        return rule.protocol().equals(TCP) && rule.fromPort() <= port && port <= rule.toPort();
    }

    private Stream<Block> sources(StoredRule.Peer peer) {
        return switch (peer.kind()) {
            case IPV4, IPV6 -> Stream.of(Block.of(peer.value()));
            case GROUP, PREFIX_LIST -> blocks.getOrDefault(peer.value(), Set.of()).stream();
        };
    }
}
