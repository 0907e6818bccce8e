package homeport.control.instance;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A DB instance, or a Multi-AZ DB cluster, as it should be. Written by API actions only, except
 * where a reconciler carries out what time brings (the maintenance window, the seventh day of a
 * stop). Key: its resource id, which survives renaming.
 *
 * @param cluster present: it is a Multi-AZ DB cluster; empty: a DB instance
 * @param replicaOf present: it is a read replica
 * @param settings what should be in force now
 * @param pending what should be in force from the next maintenance window on
 * @param pendingName what it should be called from then on
 * @param reboots how many have been asked for since creation
 */
public record DbInstance(
        String identifier,
        String resourceId,
        String account,
        Instant requested,
        Origin origin,
        Place place,
        Optional<Cluster> cluster,
        Optional<ReplicaOf> replicaOf,
        Settings settings,
        Optional<Settings> pending,
        Optional<String> pendingName,
        MasterPassword password,
        Power power,
        long reboots,
        Optional<Deletion> deletion,
        Map<String, String> tags) {
    public DbInstance {
        cluster = cluster == null ? Optional.empty() : cluster;
        replicaOf = replicaOf == null ? Optional.empty() : replicaOf;
        tags = Map.copyOf(tags);
    }

    /** A Multi-AZ DB cluster, not an instance. */
    public boolean clustered() {
        return cluster.isPresent();
    }

    /**
     * Where its first data comes from.
     *
     * @param snapshotData the folder of a snapshot's data; empty: a new, empty database
     * @param rewind what is replayed on it
     */
    public record Origin(Optional<String> snapshotData, Optional<Rewind> rewind) {
        public static final Origin NEW = new Origin(Optional.empty(), Optional.empty());

        public Origin {
            rewind = rewind == null ? Optional.empty() : rewind;
        }

        public static Origin of(String snapshotData) {
            return new Origin(Optional.of(snapshotData), Optional.empty());
        }
    }

    /**
     * A point in time of another instance or cluster, which may be gone.
     *
     * @param region of that one
     * @param resourceId of that one
     * @param instance its identifier
     * @param until what was committed at this moment or later is left out; empty: nothing is
     */
    public record Rewind(
            String region, String resourceId, String instance, Optional<Instant> until) {}

    /**
     * The instance or cluster whose changes a read replica applies. It takes writes once this is
     * gone.
     *
     * @param region of the source
     * @param resourceId of the source
     */
    public record ReplicaOf(String region, String resourceId) {}

    /**
     * @param zone {@code us-east-1a}
     * @param address of the endpoint, for life
     * @param nodeAddress where its PostgreSQL listens
     */
    public record Place(String zone, String address, String nodeAddress) {}

    /**
     * @param sealed the password, encrypted at rest, Base64
     * @param generation grows with each change
     * @param secretArn of the secret that holds it when the service manages it; the reconciler
     *     writes the password of a new generation into it
     * @param secretKey ARN of the KMS key that the secret is shown with
     */
    public record MasterPassword(
            String sealed,
            long generation,
            Optional<String> secretArn,
            Optional<String> secretKey) {
        @Override
        public String toString() {
            return "MasterPassword[***, generation=" + generation + "]";
        }
    }

    /**
     * @param stopped since when it should be stopped; empty: it should run
     */
    public record Power(Optional<Instant> stopped) {
        public static final Power ON = new Power(Optional.empty());

        public boolean on() {
            return stopped.isEmpty();
        }
    }

    /**
     * @param finalSnapshot to be taken before anything is removed
     * @param keepsBackups its automated snapshots stay until their retention ends
     */
    public record Deletion(Optional<String> finalSnapshot, boolean keepsBackups) {}

    /** Something is to change in the next maintenance window. */
    public boolean waits() {
        return pending.isPresent() || pendingName.isPresent();
    }

    /** With all that was pending, settings and name, asked for now. */
    public DbInstance adopted() {
        return with(pending.orElse(settings), Optional.empty())
                .renamed(pendingName.orElse(identifier))
                .toBeNamed(Optional.empty());
    }

    public DbInstance with(Settings now, Optional<Settings> later) {
        return change(fields -> {
            fields.settings = now;
            fields.pending = later;
        });
    }

    public DbInstance with(MasterPassword changed) {
        return change(fields -> fields.password = changed);
    }

    public DbInstance with(Power changed) {
        return change(fields -> fields.power = changed);
    }

    public DbInstance with(Map<String, String> changed) {
        return change(fields -> fields.tags = changed);
    }

    public DbInstance with(Cluster changed) {
        return change(fields -> fields.cluster = Optional.of(changed));
    }

    /** It applies nobody's changes any more and is to take writes. */
    public DbInstance promoted() {
        return change(fields -> fields.replicaOf = Optional.empty());
    }

    public DbInstance renamed(String name) {
        return change(fields -> fields.identifier = name);
    }

    public DbInstance toBeNamed(Optional<String> later) {
        return change(fields -> fields.pendingName = later);
    }

    /** One more reboot is asked for. */
    public DbInstance rebooted() {
        return change(fields -> fields.reboots++);
    }

    public DbInstance deleted(Deletion how) {
        return change(fields -> fields.deletion = Optional.of(how));
    }

    private DbInstance change(Consumer<Fields> how) {
        Fields fields = new Fields(this);
        how.accept(fields);
        return fields.made();
    }

    /** What can change in the life of an instance. */
    private static final class Fields {
        private final DbInstance from;
        private String identifier;
        private Optional<Cluster> cluster;
        private Optional<ReplicaOf> replicaOf;
        private Settings settings;
        private Optional<Settings> pending;
        private Optional<String> pendingName;
        private MasterPassword password;
        private Power power;
        private long reboots;
        private Optional<Deletion> deletion;
        private Map<String, String> tags;

        Fields(DbInstance from) {
            this.from = from;
            this.identifier = from.identifier;
            this.cluster = from.cluster;
            this.replicaOf = from.replicaOf;
            this.settings = from.settings;
            this.pending = from.pending;
            this.pendingName = from.pendingName;
            this.password = from.password;
            this.power = from.power;
            this.reboots = from.reboots;
            this.deletion = from.deletion;
            this.tags = from.tags;
        }

        DbInstance made() {
            return new DbInstance(
                    identifier,
                    from.resourceId,
                    from.account,
                    from.requested,
                    from.origin,
                    from.place,
                    cluster,
                    replicaOf,
                    settings,
                    pending,
                    pendingName,
                    password,
                    power,
                    reboots,
                    deletion,
                    tags);
        }
    }
}
