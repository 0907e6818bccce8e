package homeport.control.instance;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A DB instance, or a Multi-AZ DB cluster, as it should be. Written by API actions only, except
 * where a reconciler carries out what time brings (the maintenance window, the seventh day of a
 * stop). Key: its resource id, which survives renaming.
 *
 * @param cluster present: it is a Multi-AZ DB cluster; empty: a DB instance
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
     */
    public record Origin(Optional<String> snapshotData) {}

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
        return new DbInstance(
                identifier,
                resourceId,
                account,
                requested,
                origin,
                place,
                cluster,
                now,
                later,
                pendingName,
                password,
                power,
                reboots,
                deletion,
                tags);
    }

    public DbInstance with(MasterPassword changed) {
        return new DbInstance(
                identifier,
                resourceId,
                account,
                requested,
                origin,
                place,
                cluster,
                settings,
                pending,
                pendingName,
                changed,
                power,
                reboots,
                deletion,
                tags);
    }

    public DbInstance with(Power changed) {
        return new DbInstance(
                identifier,
                resourceId,
                account,
                requested,
                origin,
                place,
                cluster,
                settings,
                pending,
                pendingName,
                password,
                changed,
                reboots,
                deletion,
                tags);
    }

    public DbInstance with(Map<String, String> changed) {
        return new DbInstance(
                identifier,
                resourceId,
                account,
                requested,
                origin,
                place,
                cluster,
                settings,
                pending,
                pendingName,
                password,
                power,
                reboots,
                deletion,
                changed);
    }

    public DbInstance with(Cluster changed) {
        return new DbInstance(
                identifier,
                resourceId,
                account,
                requested,
                origin,
                place,
                Optional.of(changed),
                settings,
                pending,
                pendingName,
                password,
                power,
                reboots,
                deletion,
                tags);
    }

    public DbInstance renamed(String name) {
        return new DbInstance(
                name,
                resourceId,
                account,
                requested,
                origin,
                place,
                cluster,
                settings,
                pending,
                pendingName,
                password,
                power,
                reboots,
                deletion,
                tags);
    }

    public DbInstance toBeNamed(Optional<String> later) {
        return new DbInstance(
                identifier,
                resourceId,
                account,
                requested,
                origin,
                place,
                cluster,
                settings,
                pending,
                later,
                password,
                power,
                reboots,
                deletion,
                tags);
    }

    /** One more reboot is asked for. */
    public DbInstance rebooted() {
        return new DbInstance(
                identifier,
                resourceId,
                account,
                requested,
                origin,
                place,
                cluster,
                settings,
                pending,
                pendingName,
                password,
                power,
                reboots + 1,
                deletion,
                tags);
    }

    public DbInstance deleted(Deletion how) {
        return new DbInstance(
                identifier,
                resourceId,
                account,
                requested,
                origin,
                place,
                cluster,
                settings,
                pending,
                pendingName,
                password,
                power,
                reboots,
                Optional.of(how),
                tags);
    }
}
