package homeport.control.plan;

import homeport.control.instance.DbInstance;
import homeport.control.instance.Observed;
import homeport.control.instance.Observed.Activity;
import homeport.control.instance.Observed.Trouble;
import homeport.control.instance.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What to do next for one instance: the first difference between what should be and what is, in the
 * order in which differences can be mended. Pure.
 */
public final class Plan {
    /** Source: RDS user guide, "Stopping an Amazon RDS DB instance temporarily". */
    static final Duration STOP_MAX = Duration.ofDays(7);

    /** Until it is looked again whether other backups are over. */
    private static final Duration ROOM_PAUSE = Duration.ofSeconds(5);

    private Plan() {}

    public static Step next(DbInstance asked, Observed seen, World world) {
        if (seen.trouble().isPresent()) {
            Trouble trouble = seen.trouble().get();
            boolean sameRequest = trouble.ofRequest().equals(request(asked));
            if (sameRequest && world.now().isBefore(trouble.next()))
                return new Step.Rest(Optional.of(trouble.next()));
        }
        if (asked.deletion().isPresent()) return ending(asked, asked.deletion().get(), seen, world);
        if (seen.created().isEmpty()) return ReplicaPlan.making(world);
        if (!asked.power().on()) return stopping(asked.power().stopped().get(), seen, world);
        if (world.running()) return ReplicaPlan.resting(serving(asked, seen, world), seen, world);
        return world.lead().led() ? new Step.Rest(Optional.empty()) : new Step.Start();
    }

    /** A node is being copied or started: that is not stopped halfway. */
    private static Step soon(World world) {
        return new Step.Rest(Optional.of(world.now().plusSeconds(1)));
    }

    /** When an instance that was stopped {@code since} starts by itself. */
    public static Instant automaticRestart(Instant since) {
        return since.plus(STOP_MAX);
    }

    /**
     * Names what the user last asked for, so that a step that failed for one request is not held
     * back when another request may have mended its cause.
     */
    public static String request(DbInstance asked) {
        return Integer.toHexString(
                Objects.hash(
                        asked.settings(),
                        asked.power(),
                        asked.reboots(),
                        asked.deletion(),
                        asked.password().generation()));
    }

    private static Step ending(
            DbInstance asked, DbInstance.Deletion deletion, Observed seen, World world) {
        if (world.lead().busy()) return soon(world);
        if (deletion.finalSnapshot().isEmpty() || seen.created().isEmpty())
            return new Step.Remove();
        String wanted = deletion.finalSnapshot().get();
        if (world.snapshots().contains(wanted)) return new Step.Remove();
        if (!world.snapshotsDue().contains(wanted)) return new Step.RequestFinalSnapshot(wanted);
        return world.running() ? new Step.BackUp(wanted) : new Step.Start();
    }

    /**
     * A server that died, or was stopped, before that was noted is stopped once more, so that it is
     * noted; a snapshot that was to be taken first is taken first.
     */
    private static Step stopping(Instant since, Observed seen, World world) {
        if (!world.snapshotsDue().isEmpty())
            return world.running()
                    ? new Step.BackUp(world.snapshotsDue().getFirst())
                    : new Step.Start();
        if (world.lead().busy()) return soon(world);
        boolean noted = seen.activity() == Activity.STOPPED && seen.pid().isEmpty();
        if (world.running() || !noted) return new Step.Stop();
        Instant end = automaticRestart(since);
        return world.now().isBefore(end) ? new Step.Rest(Optional.of(end)) : new Step.EndStop();
    }

    private static Step serving(DbInstance asked, Observed seen, World world) {
        if (!world.pid().equals(seen.pid())) return new Step.NoteServer();
        Optional<Step> replication = ReplicaPlan.serving(asked, seen, world);
        if (replication.isPresent()) return replication.get();
        if (seen.reboots() < asked.reboots()) return rebooting(asked, seen, world.lead());
        if (seen.applied().isEmpty()) return new Step.Restart(); // what it was given is unknown
        var applied = seen.applied().get();
        if (restarts(applied, asked.settings())) return new Step.Restart();
        boolean configured =
                world.configuration().equals(seen.configuration())
                        && world.waiting().equals(seen.waitingForReboot());
        if (!configured) return new Step.Reload();
        if (seen.passwordGeneration() < asked.password().generation())
            return new Step.SetPassword();
        if (!applied.equals(asked.settings()) || !seen.identifier().equals(asked.identifier()))
            return new Step.NoteApplied();
        if (!world.lead().placement().equals(seen.placement())) return new Step.NotePlacement();
        if (!world.snapshotsDue().isEmpty())
            return new Step.BackUp(world.snapshotsDue().getFirst());
        if (seen.available().isEmpty()) {
            boolean standby = seen.placement().standbyZone().isPresent();
            if (asked.settings().multiAz() && !standby) return new Step.Rest(Optional.empty());
            boolean backups = applied.upkeep().backupRetentionDays() > 0;
            boolean none = world.snapshots().isEmpty() && world.snapshotsFailed().isEmpty();
            return backups && none ? new Step.RequestFirstBackup() : new Step.Open();
        }
        if (seen.activity() != Activity.NONE || seen.trouble().isPresent()) return new Step.Open();
        return waiting(asked, applied.upkeep(), world);
    }

    /** A failover that is over has its places noted first: who is available shows where it is. */
    private static Step rebooting(DbInstance asked, Observed seen, World.Lead lead) {
        if (lead.switchAsked() < asked.reboots()) return new Step.Restart();
        if (lead.switchDone() < asked.reboots()) return new Step.Rest(Optional.empty());
        return lead.placement().equals(seen.placement())
                ? new Step.NoteFailover()
                : new Step.NotePlacement();
    }

    /** Whether the server has to be started anew for {@code wanted}. */
    static boolean restarts(Settings applied, Settings wanted) {
        return !applied.version().equals(wanted.version())
                || !applied.instanceClass().equals(wanted.instanceClass())
                || applied.access().port() != wanted.access().port();
    }

    /**
     * What is pending, settings and name, should be in force from the maintenance window on; a
     * backup is taken when it is due and others leave room for it.
     */
    private static Step waiting(DbInstance asked, Settings.Upkeep upkeep, World world) {
        Instant now = world.now();
        Optional<Instant> adoption = Optional.empty();
        if (asked.waits()) {
            Window window = Window.weekly(upkeep.maintenanceWindow());
            if (window.contains(now)) return new Step.AdoptPending();
            adoption = Optional.of(window.nextStart(now));
        }
        Optional<Instant> backup = BackupSchedule.next(upkeep, world.backups(), now);
        if (backup.isPresent() && !backup.get().isAfter(now)) {
            if (world.backups().room()) return new Step.TakeBackup();
            backup = Optional.of(now.plus(ROOM_PAUSE));
        }
        return new Step.Rest(
                Stream.concat(adoption.stream(), backup.stream()).min(Instant::compareTo));
    }
}
