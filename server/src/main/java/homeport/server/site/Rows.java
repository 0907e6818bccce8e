package homeport.server.site;

import homeport.control.group.Group;
import homeport.control.group.Groups;
import homeport.control.instance.Cluster;
import homeport.control.instance.ClusterStatus;
import homeport.control.instance.DbInstance;
import homeport.control.instance.EndpointName;
import homeport.control.instance.Failovers.Standing;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Settings;
import homeport.control.plan.InstanceStatus;
import homeport.control.replica.LagSeries;
import homeport.control.replica.Lags;
import homeport.engine.Node;
import homeport.server.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An instance or a cluster as status reports tell of it: a cluster is one row with those of its
 * members after it, and its endpoints say to whose server they lead.
 */
record Rows(Groups groups, Lags lags, Instance instance, Group group, Standing standing) {
    static Rows of(Groups groups, Lags lags, Instance instance) {
        String region = instance.region();
        DbInstance asked = instance.asked();
        return new Rows(
                groups, lags, instance, groups.of(region, asked), groups.standing(region, asked));
    }

    List<Status.Database> databases() {
        DbInstance asked = instance.asked();
        String writer = group.topology().primary();
        String status =
                asked.clustered()
                        ? ClusterStatus.of(asked, instance.seen(), standing)
                        : InstanceStatus.of(asked, instance.seen()).word();
        List<Status.Database> rows = new ArrayList<>();
        String lag = lag(asked.resourceId());
        rows.add(row(asked.identifier(), status, asked.place().address(), writer, lag));
        asked.cluster()
                .ifPresent(cluster ->
                        cluster.members()
                                .forEach((node, member) -> {
                                    if (group.spots().containsKey(node))
                                        rows.add(row(node, member));
                                }));
        return rows;
    }

    private Status.Database row(String node, Cluster.Member member) {
        InstanceStatus status =
                ClusterStatus.ofMember(instance.asked(), instance.seen(), node, standing);
        return row(
                member.identifier(),
                status.word(),
                member.address(),
                node,
                lag(member.resourceId()));
    }

    /** Empty: it is behind nobody. */
    private String lag(String resourceId) {
        return lags.of(resourceId).map(LagSeries::newest).map(Status::lagText).orElse("");
    }

    private Status.Database row(
            String name, String status, String address, String node, String lag) {
        Settings settings = settings();
        Node server = groups.node(instance.asked(), group, node, settings.access().port());
        return new Status.Database(
                name,
                status,
                group.spots().get(node).zone(),
                address + ":" + settings.access().port(),
                server.place().address(),
                server.running().map(Node.Running::pid).orElse(0L),
                "postgres " + settings.version(),
                server.place().log().toString(),
                lag);
    }

    List<Status.Endpoint> endpoints() {
        String writer = name(group.topology().primary());
        return EndpointName.of(instance.region(), instance.asked()).stream()
                .map(endpoint ->
                        new Status.Endpoint(
                                endpoint.name(),
                                endpoint.kind().name().toLowerCase(Locale.ROOT),
                                endpoint.address(),
                                settings().access().port(),
                                writer,
                                leadsTo(endpoint),
                                endpoint.host()))
                .toList();
    }

    /** A reader endpoint without readers leads to the writer. */
    private List<String> leadsTo(EndpointName endpoint) {
        String primary = group.topology().primary();
        return switch (endpoint.kind()) {
            case INSTANCE ->
                    List.of(endpoint.node().map(this::name).orElseGet(() -> name(primary)));
            case WRITER -> List.of(name(primary));
            case READER ->
                    standing.synced().isEmpty()
                            ? List.of(name(primary))
                            : standing.synced().stream().sorted().map(this::name).toList();
        };
    }

    private String name(String node) {
        DbInstance asked = instance.asked();
        return asked.cluster()
                .map(cluster -> cluster.member(node).identifier())
                .orElse(asked.identifier());
    }

    private Settings settings() {
        return instance.seen().applied().orElse(instance.asked().settings());
    }
}
