package homeport.control.dbproxy;

import homeport.control.dbproxy.Proxies.Proxy;
import homeport.control.dbproxy.ProxySeen.Followed;
import homeport.control.group.Group;
import homeport.control.group.Groups;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances.Instance;
import homeport.control.name.HostNames;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes of what is on record the plan that a proxy is served by. */
final class PlanMaker {
    /** PostgreSQL's own default, for a server whose settings are not known yet. */
    private static final int CONNECTIONS_DEFAULT = 100;

    private final Groups groups;
    private final ProxyPasswords passwords;

    PlanMaker(Groups groups, ProxyPasswords passwords) {
        this.groups = groups;
        this.passwords = passwords;
    }

    /**
     * @param endpoints beside the default one, without those that are being deleted
     */
    ProxyPlan plan(
            Proxy proxy,
            List<ProxyEndpoint> endpoints,
            Optional<Instance> target,
            Optional<ProxyUser> user,
            Instant now) {
        DbProxy asked = proxy.asked();
        DbProxy.Settings settings = asked.settings();
        return new ProxyPlan(
                asked.resourceId(),
                asked.name(),
                proxy.region(),
                asked.account(),
                settings.roleArn(),
                endpoints(proxy, endpoints),
                settings.iamToDatabase(),
                settings.auth(),
                settings.requireTls(),
                Duration.ofSeconds(settings.idleClientSeconds()),
                settings.debugUntil(now),
                asked.group().pool(),
                target.map(one -> target(one, user)));
    }

    private static List<ProxyPlan.Endpoint> endpoints(Proxy proxy, List<ProxyEndpoint> others) {
        DbProxy asked = proxy.asked();
        HostNames hosts = new HostNames(proxy.region(), asked.account());
        List<ProxyPlan.Endpoint> all = new ArrayList<>();
        all.add(
                new ProxyPlan.Endpoint(
                        asked.resourceId(),
                        DbProxy.Group.NAME,
                        asked.address(),
                        DbProxy.PORT,
                        hosts.proxy(asked.name()),
                        TargetRole.READ_WRITE,
                        asked.network().securityGroups()));
        for (ProxyEndpoint one : others)
            all.add(
                    new ProxyPlan.Endpoint(
                            one.resourceId(),
                            one.name(),
                            one.address(),
                            DbProxy.PORT,
                            hosts.proxyEndpoint(one.name()),
                            one.role(),
                            one.network().securityGroups()));
        return all;
    }

    private ProxyPlan.Target target(Instance target, Optional<ProxyUser> user) {
        DbInstance asked = target.asked();
        Group group = groups.of(target.region(), asked);
        int most =
                Optional.ofNullable(target.seen().configuration().get("max_connections"))
                        .map(Integer::valueOf)
                        .orElse(CONNECTIONS_DEFAULT);
        List<ProxyPlan.Member> members = new ArrayList<>();
        members(target, group)
                .forEach((name, its) ->
                        members.add(
                                new ProxyPlan.Member(
                                        its.id(),
                                        name,
                                        sockets(target, group, its.nodes()),
                                        most)));
        return new ProxyPlan.Target(
                asked.resourceId(),
                asked.identifier(),
                asked.clustered(),
                ProxyUser.DATABASE,
                user.filter(ProxyUser::usable)
                        .map(one -> passwords.unseal(one, asked.resourceId())),
                members);
    }

    private List<Path> sockets(Instance target, Group group, List<String> nodes) {
        return nodes.stream()
                .sorted()
                .filter(group.spots()::containsKey)
                .map(name ->
                        groups.node(target.asked(), group, name, target.port()).place().socket())
                .toList();
    }

    private record Its(String id, List<String> nodes) {}

    /** By identifier. */
    private static Map<String, Its> members(Instance target, Group group) {
        DbInstance asked = target.asked();
        Map<String, Its> all = new TreeMap<>();
        if (asked.cluster().isEmpty())
            all.put(
                    asked.identifier(),
                    new Its(asked.resourceId(), List.copyOf(group.spots().keySet())));
        else
            asked.cluster()
                    .get()
                    .members()
                    .forEach((node, member) ->
                            all.put(
                                    member.identifier(),
                                    new Its(member.resourceId(), List.of(node))));
        return all;
    }

    /** What of a target is remembered. */
    static Followed followed(ProxyPlan.Target target) {
        Map<String, String> members = new TreeMap<>();
        target.members().forEach(member -> members.put(member.id(), member.name()));
        return new Followed(target.id(), target.cluster(), target.name(), members);
    }
}
