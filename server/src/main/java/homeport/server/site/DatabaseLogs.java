package homeport.server.site;

import homeport.cloud.logs.LineLog;
import homeport.cloud.logs.LogSource;
import homeport.cloud.logs.LogStream;
import homeport.cloud.logs.PostgresLines;
import homeport.cloud.logs.StampedLines;
import homeport.control.Rds;
import homeport.control.dbproxy.Proxies.Proxy;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances.Instance;
import homeport.engine.Node;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * The log groups of databases and DB proxies, which are read where they are written. A group of a
 * database is there while its export is on, that of a proxy while the proxy is. Any thread.
 *
 * <p>Of an instance of several nodes each has a stream, {@code orders.0} and {@code orders.1}: who
 * was primary before a failover has told of it there. Of a cluster each member has one.
 */
record DatabaseLogs(Rds rds, Path proxyLogs, Path tokenErrors) implements LogSource {
    private static final String POSTGRESQL = "postgresql";

    /** Lines without a moment that a file may begin with. */
    private static final int UNSTAMPED_MAX = 8;

    /** Export type of sign-ins by token that failed. */
    static final String TOKEN_ERRORS = "iam-db-auth-error";

    @Override
    public List<Group> groups(String region) {
        List<Group> groups = new ArrayList<>();
        for (Instance instance : rds.instances().all(region)) addTo(groups, instance);
        for (Proxy proxy : rds.proxies().proxies().list(region)) groups.add(ofProxy(proxy));
        return groups;
    }

    private void addTo(List<Group> groups, Instance instance) {
        DbInstance asked = instance.asked();
        if (instance.seen().created().isEmpty()) return;
        Instant created = instance.seen().created().get();
        List<String> exports =
                instance.seen().applied().orElse(asked.settings()).upkeep().logExports();
        String kind = asked.clustered() ? "cluster" : "instance";
        String prefix = "/aws/rds/" + kind + "/" + asked.identifier() + "/";
        if (exports.contains(POSTGRESQL))
            groups.add(new Group(prefix + POSTGRESQL, created, streams(instance, created)));
        Path errors = tokenErrors.resolve(asked.resourceId() + ".log");
        if (exports.contains(TOKEN_ERRORS) && Files.exists(errors))
            groups.add(
                    new Group(
                            prefix + TOKEN_ERRORS,
                            created,
                            List.of(stamped(asked.identifier() + ".0", created, errors))));
    }

    private List<LogStream> streams(Instance instance, Instant created) {
        DbInstance asked = instance.asked();
        homeport.control.group.Group group = rds.groups().of(instance.region(), asked);
        List<LogStream> streams = new ArrayList<>();
        for (String name : new TreeSet<>(group.spots().keySet())) {
            Node node = rds.groups().node(asked, group, name, instance.port());
            String stream =
                    asked.cluster()
                            .map(cluster -> cluster.member(name).identifier() + ".0")
                            .orElse(asked.identifier() + "." + index(name));
            streams.add(new LineLog(stream, created, () -> parts(node), new PostgresLines()));
        }
        return streams;
    }

    /** Nodes are called n1, n2, …. */
    private static int index(String node) {
        return Integer.parseInt(node.replaceAll("\\D", "")) - 1;
    }

    private static List<LineLog.Part> parts(Node node) {
        List<LineLog.Part> parts = new ArrayList<>();
        for (Path file : node.logFiles()) {
            OptionalLong number = PostgresLines.number(file.getFileName().toString());
            if (number.isPresent()) parts.add(new LineLog.Part(number.getAsLong(), file));
        }
        return parts;
    }

    private Group ofProxy(Proxy proxy) {
        String id = proxy.asked().resourceId();
        return new Group(
                "/aws/rds/proxy/" + proxy.asked().name(),
                proxy.asked().created(),
                List.of(stamped(id, proxy.asked().created(), proxyLogs.resolve(id + ".log"))));
    }

    private static LineLog stamped(String stream, Instant created, Path file) {
        Path older = file.resolveSibling(file.getFileName() + ".1");
        return new LineLog(
                stream, created, () -> stampedParts(List.of(older, file)), new StampedLines());
    }

    /** Numbered by their first moment, which they keep when they are renamed. */
    private static List<LineLog.Part> stampedParts(List<Path> files) {
        List<LineLog.Part> parts = new ArrayList<>();
        for (Path file : files) {
            OptionalLong first = firstMoment(file);
            if (first.isPresent()) parts.add(new LineLog.Part(first.getAsLong(), file));
        }
        return parts;
    }

    private static OptionalLong firstMoment(Path file) {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            StampedLines format = new StampedLines();
            OptionalLong first = OptionalLong.empty();
            for (int i = 0; i < UNSTAMPED_MAX && first.isEmpty(); i++) {
                String line = lines.readLine();
                if (line == null) return first;
                first = format.millis(line);
            }
            return first;
        } catch (IOException notYet) {
            return OptionalLong.empty();
        }
    }
}
