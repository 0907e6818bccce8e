package homeport.server.site;

import homeport.control.Rds;
import homeport.control.catalog.InstanceClass;
import homeport.control.catalog.InstanceClasses;
import homeport.control.group.Group;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Settings;
import homeport.engine.Node;
import homeport.insights.watch.Access;
import homeport.insights.watch.Fleet;
import homeport.insights.watch.Watched;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What insights sees of instances: each is watched on the node that takes the writes, replicas on
 * their own, members of a Multi-AZ DB cluster each on its own.
 */
record WatchedServers(Rds rds) implements Fleet {
    private static final String ADVANCED = "advanced";

    @Override
    public List<Watched> servers() {
        List<Watched> all = new ArrayList<>();
        for (Instance one : rds.instances().everywhere()) {
            if (one.asked().deletion().isPresent()) continue;
            if (one.asked().clustered()) members(one).forEach(all::add);
            else
                all.add(
                        watched(
                                one,
                                one.asked().resourceId(),
                                one.asked().identifier(),
                                node(one)));
        }
        return all;
    }

    /** Asked for each time: another node may take the writes by then. */
    private Supplier<Node> node(Instance one) {
        return () -> rds.groups().primary(one.region(), one.asked(), one.port());
    }

    private Stream<Watched> members(Instance cluster) {
        DbInstance asked = cluster.asked();
        Group group = rds.groups().of(cluster.region(), asked);
        return asked.cluster().orElseThrow().members().entrySet().stream()
                .filter(member -> group.spots().containsKey(member.getKey()))
                .map(member ->
                        watched(
                                cluster,
                                member.getValue().resourceId(),
                                member.getValue().identifier(),
                                () ->
                                        rds.groups()
                                                .node(
                                                        asked,
                                                        group,
                                                        member.getKey(),
                                                        cluster.port())));
    }

    private static Watched watched(
            Instance one, String resourceId, String identifier, Supplier<Node> node) {
        Settings settings = one.seen().applied().orElse(one.asked().settings());
        int vcpus =
                InstanceClasses.find(settings.instanceClass()).map(InstanceClass::vcpu).orElse(1);
        return new Watched(
                one.region(),
                resourceId,
                identifier,
                vcpus,
                insights(one.asked().settings().insight()),
                new NodeAccess(node));
    }

    private static Optional<Watched.Insights> insights(Settings.Insight set) {
        if (!set.performanceInsights()) return Optional.empty();
        boolean advanced = set.databaseInsightsMode().equals(ADVANCED);
        return Optional.of(new Watched.Insights(set.retentionDays(), advanced));
    }

    private record NodeAccess(Supplier<Node> node) implements Access {
        @Override
        public Optional<Server> server() {
            Node now = node.get();
            return now.running()
                    .map(running ->
                            new Server(
                                    running.pid(),
                                    now.place().home()
                                            + " "
                                            + running.pid()
                                            + " "
                                            + running.started()));
        }

        @Override
        public Connection open(Optional<String> database, String purpose, Duration max)
                throws SQLException {
            return node.get().watch(database, purpose, max);
        }

        @Override
        public Connection openAs(String user, String database, String purpose, Duration max)
                throws SQLException {
            return node.get().watchAs(user, database, purpose, max);
        }
    }
}
