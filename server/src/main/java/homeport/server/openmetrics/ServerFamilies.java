package homeport.server.openmetrics;

import homeport.server.openmetrics.Family.Kind;
import homeport.server.openmetrics.Family.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;

/** The metrics of database servers. Pure. */
public final class ServerFamilies {
    private ServerFamilies() {}

    public static List<Family> of(List<ServerSight> servers) {
        List<Family> all = new ArrayList<>();
        all.add(
                each(
                        "pg_up",
                        "",
                        "Whether the server answered within the last half minute.",
                        servers,
                        one -> OptionalDouble.of(one.counted().isEmpty() ? 0 : 1)));
        all.add(
                each(
                        "homeport_vcpus",
                        "",
                        "Of the DB instance's class: the line that load is compared with.",
                        servers,
                        one -> OptionalDouble.of(one.vcpus())));
        all.add(
                each(
                        "pg_replication_lag_seconds",
                        "seconds",
                        "How old the first change is that a replica does not show yet.",
                        servers,
                        ServerSight::lagSeconds));
        all.addAll(counted(servers));
        all.addAll(load(servers));
        return all;
    }

    private static Family each(
            String name,
            String unit,
            String help,
            List<ServerSight> servers,
            Function<ServerSight, OptionalDouble> value) {
        List<Sample> samples = new ArrayList<>();
        for (ServerSight one : servers)
            value.apply(one)
                    .ifPresent(number -> samples.add(new Sample(labels(one, Map.of()), number)));
        return new Family(name, Kind.GAUGE, unit, help, samples);
    }

    private static List<Family> counted(List<ServerSight> servers) {
        Map<String, List<Published>> rows = new LinkedHashMap<>();
        for (Published row : Published.ALL)
            rows.computeIfAbsent(row.family(), _ -> new ArrayList<>()).add(row);
        List<Family> all = new ArrayList<>();
        for (List<Published> family : rows.values()) {
            List<Sample> samples = new ArrayList<>();
            for (ServerSight server : servers)
                for (Published row : family) {
                    Double value = server.counted().get(row.counter());
                    if (value == null || !Double.isFinite(value)) continue;
                    double scaled = value * row.scale();
                    if (row.kind() == Kind.COUNTER && scaled < 0) continue;
                    samples.add(new Sample(labels(server, row.labels()), scaled));
                }
            Published head = family.getFirst();
            all.add(new Family(head.family(), head.kind(), head.unit(), head.help(), samples));
        }
        return all;
    }

    private static List<Family> load(List<ServerSight> servers) {
        List<Sample> waits = new ArrayList<>();
        List<Sample> states = new ArrayList<>();
        for (ServerSight server : servers)
            server.load()
                    .ifPresent(load -> {
                        waits.addAll(by("wait_type", server, load.byWaitType()));
                        states.addAll(by("state", server, load.byCpuState()));
                    });
        return List.of(
                new Family(
                        "homeport_db_load",
                        Kind.GAUGE,
                        "",
                        "Average active sessions of the last minute, by what they wait for.",
                        waits),
                new Family(
                        "homeport_db_load_cpu",
                        Kind.GAUGE,
                        "",
                        "Those on CPU: running on a processor, or queued for one.",
                        states),
                each(
                        "homeport_db_load_sample_age_seconds",
                        "seconds",
                        "Since the newest sample of load; missing after a minute without one.",
                        servers,
                        one ->
                                one.load()
                                        .map(ServerSight.Load::sampleAgeSeconds)
                                        .orElse(OptionalDouble.empty())));
    }

    private static List<Sample> by(String label, ServerSight server, Map<String, Double> values) {
        List<Sample> samples = new ArrayList<>();
        new TreeMap<>(values)
                .forEach((value, load) ->
                        samples.add(new Sample(labels(server, Map.of(label, value)), load)));
        return samples;
    }

    private static Map<String, String> labels(ServerSight server, Map<String, String> more) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("instance", server.instance());
        labels.put("region", server.region());
        labels.putAll(more);
        return labels;
    }
}
