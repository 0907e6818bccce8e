package homeport.server.site;

import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Replicas;
import homeport.control.instance.Replication;
import homeport.control.replica.LagSeries;
import homeport.control.replica.Lags;
import homeport.engine.Lsn;
import homeport.server.ReplicaReading;
import homeport.server.Status;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Read replicas as status reports and the commands tell of them. */
record ReplicaRows(Instances instances, Lags lags) {
    /** In the order of their identifiers. */
    List<Status.Replica> rows() {
        Replicas replicas = Replicas.of(instances);
        return replicas.all().stream()
                .sorted(Comparator.comparing(replica -> replica.asked().identifier()))
                .map(replica -> row(replicas, replica))
                .toList();
    }

    private Status.Replica row(Replicas replicas, Instance replica) {
        return new Status.Replica(
                replica.asked().identifier(),
                replica.region(),
                replicas.sourceName(replica.asked(), replica.seen())
                        .map(source -> Replicas.shown(replica.region(), source))
                        .orElse(""),
                status(replica),
                lags.of(replica.asked().resourceId())
                        .map(LagSeries::newest)
                        .orElse(LagSeries.UNKNOWN),
                how(replica).flatMap(Replication::upstream).orElse(""),
                message(replica));
    }

    /**
     * @param name an identifier in any case; an ARN where several regions have one of that name
     * @return empty when there is no such replica
     */
    Optional<ReplicaReading> ask(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return Replicas.of(instances).all().stream()
                .filter(replica ->
                        replica.asked().identifier().equals(wanted)
                                || replica.arn().toString().equals(name))
                .findFirst()
                .map(this::reading);
    }

    private ReplicaReading reading(Instance replica) {
        Lags.Reading reading = lags.ask(replica);
        return new ReplicaReading(
                replica.asked().identifier(),
                reading.sourceAt().map(Lsn::toString).orElse(""),
                reading.shown().map(Lsn::toString).orElse(""),
                reading.seconds(),
                status(replica),
                message(replica));
    }

    private static Optional<Replication> how(Instance replica) {
        return replica.seen().replication();
    }

    private static String status(Instance replica) {
        return how(replica).map(seen -> seen.state().word()).orElse("creating");
    }

    private static String message(Instance replica) {
        return how(replica).map(Replication::message).orElse("");
    }
}
