package homeport.control.instance;

import homeport.control.event.Events;
import homeport.control.record.Commits;
import homeport.control.snapshot.Snapshots;

/** What the actions on instances share. */
public record InstanceParts(
        Instances instances,
        Snapshots snapshots,
        Addresses addresses,
        Events events,
        Surroundings around,
        Passwords passwords,
        ManagedSecrets secrets,
        Failovers failovers,
        Restorable restorable,
        Rules rules,
        Commits commits,
        Show show) {}
